using System.Buffers;
using Converge.Server.Hosting;

namespace Converge.Server.Identity;

/// <summary>What a node may be called: it stands in certificates, in paths and in queries, and means the same in all of them.</summary>
internal static class NodeName
{
    public const string Rule = "lower-case letters, digits, '-', '_' and '.', at most 64, as in 'app1.example.com'";

    // What a common name in a certificate may have.
    private const int Longest = 64;
    private const int LongestLabel = 63;

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly SearchValues<char> Edges = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > Longest)
            return false;
        foreach (var range in name.AsSpan().Split('.'))
        {
            if (!IsLabel(name.AsSpan(range)))
                return false;
        }
        return true;
    }

    /// <exception cref="RefusalException">No node can be called so.</exception>
    public static string Check(string name) =>
        IsValid(name) ? name : throw RefusalException.BadRequest($"'{Shown(name)}' is no name for a node", $"expected {Rule}");

    /// <summary>Whether a name is of a pattern with <c>*</c> and <c>?</c>.</summary>
    public static bool IsOf(string pattern, string name) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');

    /// <summary>Whether names can be of it.</summary>
    public static bool IsValidPattern(string pattern) => IsValid(pattern.Replace("*", "a", StringComparison.Ordinal).Replace('?', 'a'));

    /// <summary>What somebody sent, as it can be shown: without what steers a terminal, and not all of a long one.</summary>
    public static string Shown(string text)
    {
        var shown = text.Length > Longest ? $"{text.AsSpan(0, Longest)}…" : text;
        return string.Concat(shown.Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
    }

    private static bool IsLabel(ReadOnlySpan<char> label) =>
        label.Length is > 0 and <= LongestLabel && !label.ContainsAnyExcept(Characters) && Edges.Contains(label[0]) && Edges.Contains(label[^1]);
}
