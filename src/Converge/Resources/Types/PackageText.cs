using System.Buffers;

namespace Converge.Resources.Types;

/// <summary>Names and versions of Debian packages.</summary>
internal static class PackageText
{
    private const string NameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789+-.";

    private static readonly SearchValues<char> InName = SearchValues.Create(NameCharacters);

    private static readonly SearchValues<char> InVersion = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.+-~:");

    public static PropertyType Name { get; } =
        new ParsedType("the name of a package", ReadName) { Pattern = "^[a-z0-9][a-z0-9+.-]+(:[a-z0-9-]+)?$" };

    /// <summary><c>latest</c>, a version, or comparisons with versions: <c>>=1.2, &lt;2.0</c>.</summary>
    public static PropertyType Version { get; } = new ParsedType("a version, a range such as \">=1.2, <2.0\", or 'latest'", ReadVersion);

    public static PropertyType Release { get; } =
        new ParsedType("the name of a release", ReadRelease) { Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$" };

    private static string? ReadName(Written written)
    {
        const string Expected = "lower-case letters, digits, '+', '-' and '.'";
        var text = written.Text;
        if (text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            return written.Fail(
                equals..,
                $"{written.Quoted} is no name of a package",
                $"write the version apart: version: \"{text[(equals + 1)..]}\"");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        if (name.Length < 2 || !char.IsAsciiLetterOrDigit(name[0]))
            return written.Refuse("name of a package", $"at least two of {Expected}, and begin with a letter or digit");
        if (name.AsSpan().IndexOfAnyExcept(InName) is >= 0 and var at)
            return written.Fail(
                at..(at + 1),
                $"{written.Quoted} is no name of a package: it must be {Expected}",
                char.IsAsciiLetterUpper(name[at]) ? $"did you mean '{text.ToLowerInvariant()}'?" : null);
        if (colon >= 0 && (colon == text.Length - 1 || text.AsSpan(colon + 1).ContainsAnyExcept(InName)))
            return written.Fail(colon.., $"'{text[(colon + 1)..]}' is no architecture: it must be lower-case letters, digits and '-'");
        return text;
    }

    private static string? ReadRelease(Written written)
    {
        var text = written.Text;
        var isName = text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(InVersion)
            && !text.Contains(':', StringComparison.Ordinal);
        return isName ? text : written.Refuse("name of a release", "a suite or codename such as bookworm-backports");
    }

    private static string? ReadVersion(Written written)
    {
        var text = written.Text;
        if (text is "latest" or "")
            return text.Length > 0 ? text : written.Fail("the version is empty");
        if (text.Equals("latest", StringComparison.OrdinalIgnoreCase))
            return written.Fail($"{written.Quoted} is no version", "write 'latest'");
        if (text[0] is '[' or '(')
            return written.Refuse(
                "version of a package",
                "a version, comparisons, or 'latest'",
                "a range is written with comparisons: \">=1.2, <2.0\"");
        var parts = new List<string>();
        var start = 0;
        foreach (var part in text.Split(','))
        {
            if (ReadComparison(written, start..(start + part.Length), isOnly: part.Length == text.Length) is not { } read)
                return null;
            parts.Add(read);
            start += part.Length + 1;
        }
        return string.Join(", ", parts);
    }

    private static string? ReadComparison(Written written, Range part, bool isOnly)
    {
        var text = written.Text[part].Trim();
        var sign = text.AsSpan().IndexOfAnyExcept("<>=") is >= 0 and var end ? text[..end] : text;
        if (sign is not ("" or "=" or ">" or "<" or ">=" or "<="))
            return written.Fail(
                part,
                $"'{sign}' is no comparison: it must be '=', '<', '<=', '>' or '>='",
                sign is "<<" or ">>" ? $"write '{sign[0]}'" : null);
        var version = text[sign.Length..].Trim();
        if (sign.Length == 0 && !isOnly)
            return written.Fail(part, $"'{text}' has no comparison: each part of a range begins with '<', '<=', '>' or '>='");
        return CheckVersion(written, part, version) ? $"{(sign == "=" && isOnly ? "" : sign)}{version}" : null;
    }

    private static bool CheckVersion(Written written, Range part, string version)
    {
        var wildcard = version.EndsWith(".*", StringComparison.Ordinal) ? version[..^2] : version;
        var colon = wildcard.IndexOf(':', StringComparison.Ordinal);
        var upstream = wildcard[(colon + 1)..];
        var isVersion = upstream.Length > 0 && char.IsAsciiDigit(upstream[0]) && !wildcard.AsSpan().ContainsAnyExcept(InVersion)
            && (colon < 0 || (colon > 0 && !wildcard.AsSpan(0, colon).ContainsAnyExceptInRange('0', '9')));
        if (!isVersion)
            written.Fail(
                part,
                $"'{version}' is no version of a package: it must begin with a digit, and be letters, digits, '.', '+', '-', '~' and ':'");
        return isVersion;
    }
}
