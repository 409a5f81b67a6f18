using System.Text.RegularExpressions;

namespace Converge.Language.Templates.Functions;

/// <summary>The regular expressions that were used last, parsed. They are interpreted: compiling one takes longer than a render.</summary>
internal static class RegexCache
{
    private const int MostPatterns = 64;
    private const int LongestPattern = 1024;

    private static readonly Dictionary<Key, Regex> Known = [];
    private static readonly Lock Gate = new();

    /// <exception cref="RegexParseException">The pattern is none.</exception>
    public static Regex Get(string pattern, RegexOptions options, TimeSpan timeout)
    {
        var key = new Key(pattern, options, timeout);
        lock (Gate)
        {
            if (Known.TryGetValue(key, out var known))
                return known;
        }
        var regex = new Regex(pattern, options | RegexOptions.CultureInvariant, timeout);
        if (pattern.Length > LongestPattern)
            return regex;
        lock (Gate)
        {
            if (Known.Count == MostPatterns)
                Known.Clear();
            Known[key] = regex;
        }
        return regex;
    }

    private readonly record struct Key(string Pattern, RegexOptions Options, TimeSpan Timeout);
}
