using System.Security.Cryptography;
using System.Text;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Sources;

/// <summary>A working tree as the files of git tell: no process, and nobody is asked.</summary>
/// <param name="Commit">That is checked out; null if none is.</param>
/// <param name="Url">Where it was cloned from.</param>
/// <param name="Revision">What was asked for when it was checked out by this program.</param>
internal sealed record GitTree(string? Commit, string? Url, string? Revision)
{
    /// <summary>The section of git's own settings that remembers what was asked for.</summary>
    public const string Section = "converge";

    private const int Deepest = 5;

    /// <returns>Null if there is none.</returns>
    public static GitTree? Read(string path, IFiles files)
    {
        if (files.Read($"{path}/.git/HEAD") is not { } head)
            return null;
        var settings = Settings(files.Read($"{path}/.git/config"));
        return new(Resolve($"{path}/.git", Text(head), files, Deepest), settings.GetValueOrDefault($"{Section}.url"), settings.GetValueOrDefault($"{Section}.revision"));
    }

    /// <summary>A URL as it is remembered: one with a password by its sum.</summary>
    public static string Remembered(string url, bool isSecret) => isSecret ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url))) : url;

    public static bool IsCommit(string revision) => revision.Length is >= 7 and <= 40 && revision.All(char.IsAsciiHexDigitLower);

    private static string? Resolve(string folder, string reference, IFiles files, int depth)
    {
        const string Symbolic = "ref: ";
        if (!reference.StartsWith(Symbolic, StringComparison.Ordinal))
            return reference.Length == 0 ? null : reference;
        var name = reference[Symbolic.Length..];
        // Whoever owns the tree writes these files.
        if (depth == 0 || !name.StartsWith("refs/", StringComparison.Ordinal) || name.Contains("..", StringComparison.Ordinal))
            return null;
        if (files.Read($"{folder}/{name}") is { } loose)
            return Resolve(folder, Text(loose), files, depth - 1);
        return files.Read($"{folder}/packed-refs") is { } packed
            ? Text(packed).Split('\n').FirstOrDefault(line => line.EndsWith($" {name}", StringComparison.Ordinal))?.Split(' ')[0]
            : null;
    }

    private static Dictionary<string, string> Settings(ReadOnlyMemory<byte>? content)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        var section = "";
        foreach (var line in (content is { } bytes ? Text(bytes) : "").Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith('['))
                section = line.Trim('[', ']');
            else if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
                settings[$"{section}.{line[..at].TrimEnd()}"] = line[(at + 1)..].Trim().Trim('"').Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal);
        }
        return settings;
    }

    private static string Text(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span).Trim();
}
