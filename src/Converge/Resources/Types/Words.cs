namespace Converge.Resources.Types;

/// <summary>Lists in sentences.</summary>
internal static class Words
{
    /// <summary><c>'a', 'b' or 'c'</c></summary>
    public static string OneOf(IReadOnlyList<string> words) => Join(words, "or");

    /// <summary><c>'a', 'b' and 'c'</c></summary>
    public static string AllOf(IReadOnlyList<string> words) => Join(words, "and");

    private static string Join(IReadOnlyList<string> words, string last)
    {
        var quoted = words.Select(static word => $"'{word}'").ToArray();
        return quoted.Length < 2 ? string.Concat(quoted) : $"{string.Join(", ", quoted[..^1])} {last} {quoted[^1]}";
    }
}
