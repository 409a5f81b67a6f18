using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Converge.Lab.Apt;

internal enum FileKind
{
    /// <summary>InRelease, Release: says what the repository holds, and is replaced in place.</summary>
    Release,

    /// <summary>Goes with a Release file, and is replaced in place as well.</summary>
    Index,

    /// <summary>Never changes under its name.</summary>
    Fixed,
}

/// <summary>A file of a repository that a client asked for.</summary>
internal sealed record RepositoryFile(Uri Uri, FileKind Kind)
{
    private static readonly string[] PackageEndings = [".deb", ".udeb", ".ddeb", ".dsc"];
    private static readonly string[] KeyEndings = [".gpg", ".asc", ".key"];
    private static readonly string[] Indices = ["Packages", "Sources", "Index", "Release.gpg"];
    private static readonly string[] IndexBeginnings = ["Packages.", "Sources.", "Contents-", "Translation-", "Components-", "Commands-"];

    public string Key { get; } = KeyOf(Uri);

    /// <summary>The SHA-256 that the content must have, if the name says so.</summary>
    public string? Sha256 => Uri.AbsolutePath.Split('/') is [.., "by-hash", "SHA256", { Length: 64 } hash] ? hash : null;

    /// <summary>The keys of the Release files that this may go with, the nearest ones first.</summary>
    public IEnumerable<string> ReleaseKeys()
    {
        for (var folder = new Uri(Uri, "."); ; folder = new Uri(folder, ".."))
        {
            yield return KeyOf(new(folder, "InRelease"));
            yield return KeyOf(new(folder, "Release"));
            if (folder.AbsolutePath is "/" || folder.AbsolutePath.EndsWith("/dists/", StringComparison.Ordinal))
                yield break;
        }
    }

    /// <param name="target">What stands in the request line, which is the whole address when a proxy is asked.</param>
    public static bool TryParse(string target, [NotNullWhen(true)] out RepositoryFile? file, [NotNullWhen(false)] out Refusal? refusal)
    {
        (file, refusal) = (null, null);
        if (!target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || !Uri.TryCreate(target, UriKind.Absolute, out var uri))
            refusal = new(400, Refusal.PlainHttpOnly);
        else if (uri.UserInfo.Length > 0)
            refusal = new(403, "the lab's apt proxy passes no passwords on");
        else if (uri.Query.Length + uri.Fragment.Length > 0 || KindOf(Uri.UnescapeDataString(uri.AbsolutePath)) is not { } kind)
            refusal = new(403, $"'{uri.PathAndQuery}' is no file of a package repository, and the lab's apt proxy serves nothing else");
        else
            file = new(uri, kind);
        return file is not null;
    }

    /// <param name="path">Without escapes.</param>
    private static FileKind? KindOf(string path)
    {
        var parts = path.Split('/');
        var name = parts[^1];
        if (name.Length == 0 || Array.Exists(parts, static part => part is "." or "..") || path.AsSpan().ContainsAnyInRange('\0', '\x1f') || path.Contains('\\'))
            return null;
        if (parts.AsSpan().Contains("by-hash") || parts.AsSpan().Contains("pool") || EndsWith(name, PackageEndings))
            return FileKind.Fixed;
        if (name is "InRelease" or "Release")
            return FileKind.Release;
        var isIndex = parts.AsSpan().Contains("dists") || Indices.AsSpan().Contains(name) || EndsWith(name, KeyEndings)
            || Array.Exists(IndexBeginnings, beginning => name.StartsWith(beginning, StringComparison.Ordinal));
        if (isIndex)
            return FileKind.Index;
        // A source package beside its index, in a flat repository.
        return name.Contains('_', StringComparison.Ordinal) && (name.Contains(".tar.", StringComparison.Ordinal) || name.EndsWith(".diff.gz", StringComparison.Ordinal)) ? FileKind.Fixed : null;
    }

    private static bool EndsWith(string name, string[] endings) => Array.Exists(endings, ending => name.EndsWith(ending, StringComparison.Ordinal));

    private static string KeyOf(Uri uri) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uri.AbsoluteUri)));
}

/// <summary>Why a client gets no file. apt shows the reason of the status line to its user.</summary>
internal sealed record Refusal(int Status, string Reason)
{
    public const string PlainHttpOnly = "the lab's apt proxy serves plain http repositories only";
}
