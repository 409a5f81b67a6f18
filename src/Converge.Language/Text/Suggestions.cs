namespace Converge.Language.Text;

/// <summary>Names that the user may have meant.</summary>
public static class Suggestions
{
    private const int Most = 3;

    // The time to compare two names grows with the square of their length.
    private const int LongestName = 100;

    /// <summary>
    /// Up to three candidates at a Damerau-Levenshtein distance of at most 2 and at most a third of the length,
    /// nearest first, ties by ordinal order.
    /// </summary>
    public static IReadOnlyList<string> For(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        if (name.Length > LongestName)
            return [];
        var allowed = Math.Min(2, name.Length / 3);
        var found = new List<(int Distance, string Name)>();
        foreach (var candidate in candidates.Distinct(StringComparer.Ordinal))
        {
            if (Math.Abs(candidate.Length - name.Length) > allowed || string.Equals(candidate, name, StringComparison.Ordinal))
                continue;
            var distance = Distance(name, candidate);
            if (distance <= allowed)
                found.Add((distance, candidate));
        }
        found.Sort(static (a, b) => a.Distance != b.Distance ? a.Distance.CompareTo(b.Distance) : string.CompareOrdinal(a.Name, b.Name));
        return [.. found.Take(Most).Select(static f => f.Name)];
    }

    /// <summary>The suggestions as a hint: <c>did you mean 'hostname'?</c>; null if there are none.</summary>
    public static string? Hint(string name, IEnumerable<string> candidates)
    {
        var found = For(name, candidates);
        return found.Count == 0 ? null : $"did you mean {string.Join(" or ", found.Select(static f => $"'{f}'"))}?";
    }

    /// <summary>Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[3][];
        for (var i = 0; i < 3; i++)
            rows[i] = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            rows[0][j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var (row, above, twoAbove) = (rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3]);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], twoAbove[j - 2] + 1);
            }
        }
        return rows[a.Length % 3][b.Length];
    }
}
