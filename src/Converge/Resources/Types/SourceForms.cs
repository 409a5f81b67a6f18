using System.Buffers;

namespace Converge.Resources.Types;

/// <summary>Where things come from: addresses, sums, revisions.</summary>
internal static class SourceForms
{
    private const int HashLength = 64;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>May be secret, because some hold a password.</summary>
    public static PropertyType Url { get; } =
        new ParsedType("a URL", static w => ReadUrl(w, "http", "https")) { IsSecret = true, Pattern = "^[Hh][Tt][Tt][Pp][Ss]?://" };

    public static PropertyType AptUrl { get; } =
        new ParsedType("a URL", static w => ReadUrl(w, "http", "https", "file", "ftp", "cdrom", "mirror")) { Pattern = "^[A-Za-z+]+:" };

    /// <summary>A URL, or the form of ssh: <c>git@example.com:shop.git</c>; or a path.</summary>
    public static PropertyType GitUrl { get; } = new ParsedType("a URL of git", ReadGitUrl) { IsSecret = true };

    /// <summary>A URL, or a path on the machine.</summary>
    public static PropertyType UrlOrPath { get; } =
        new ParsedType("a URL or an absolute path", ReadUrlOrPath) { IsSecret = true };

    public static PropertyType Sha256 { get; } = new ParsedType("a SHA-256 sum", ReadSha256) { Pattern = "^(sha256:)?[0-9A-Fa-f]{64}$" };

    public static PropertyType Revision { get; } = new ParsedType("a branch, a tag or a commit", ReadRevision);

    private static string? ReadUrl(Written written, params string[] schemes)
    {
        var text = written.Text;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon > 0 ? text[..colon].ToLowerInvariant() : "";
        if (Array.IndexOf(schemes, scheme) < 0)
            return written.Refuse("URL", $"one that begins with {Words.OneOf([.. schemes.Select(static s => $"{s}:")])}");
        if (text.AsSpan().IndexOfAnyInRange('\0', ' ') is >= 0 and var at)
            return written.Fail(at..(at + 1), $"{written.Quoted} is no URL: it cannot hold blanks", "write %20 for a blank");
        var isUrl = scheme is "http" or "https" or "ftp" or "ssh" or "git"
            ? Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0
            : text.Length > colon + 1;
        return isUrl ? $"{scheme}{text[colon..]}" : written.Refuse("URL", "one such as https://example.com/file");
    }

    private static string? ReadUrlOrPath(Written written)
    {
        if (written.Text.StartsWith('/'))
            return PathText.ReadAbsolute(written);
        return written.Text.Contains(':', StringComparison.Ordinal)
            ? ReadUrl(written, "http", "https")
            : written.Refuse("URL", "one such as https://example.com/file, or an absolute path");
    }

    private static string? ReadGitUrl(Written written)
    {
        var text = written.Text;
        if (text.StartsWith('/'))
            return PathText.ReadAbsolute(written);
        if (text.Contains("://", StringComparison.Ordinal))
            return ReadUrl(written, "https", "http", "ssh", "git", "file");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var isSsh = colon > 0 && colon < text.Length - 1 && text[0] != '-' && !text.AsSpan().ContainsAny(" \t\r\n")
            && !text.AsSpan(0, colon).Contains('/');
        return isSsh ? text : written.Refuse("URL of git", "one such as https://example.com/shop.git or git@example.com:shop.git");
    }

    private static string? ReadSha256(Written written)
    {
        var text = written.Text.StartsWith("sha256:", StringComparison.Ordinal) ? written.Text["sha256:".Length..] : written.Text;
        var sum = text.ToLowerInvariant();
        if (sum.Length == HashLength && !sum.AsSpan().ContainsAnyExcept(Hex))
            return sum;
        var hint = !sum.AsSpan().ContainsAnyExcept(Hex) && sum.Length is 32 or 40 or 128
            ? "this is the length of another kind of sum; 'sha256sum' makes one"
            : null;
        return written.Refuse("SHA-256 sum", $"{HashLength} hexadecimal digits", hint);
    }

    // The rules of git for names, as far as they guard against being read as something else.
    private static string? ReadRevision(Written written)
    {
        var text = written.Text;
        if (text.Length == 0)
            return written.Fail("the revision is empty");
        var isName = text[0] != '-' && !text.Contains("..", StringComparison.Ordinal) && !text.Contains("@{", StringComparison.Ordinal)
            && !text.Any(static c => c <= ' ' || "~^:?*[\\".Contains(c, StringComparison.Ordinal));
        return isName ? text : written.Refuse("revision", "the name of a branch or a tag, or a commit");
    }
}
