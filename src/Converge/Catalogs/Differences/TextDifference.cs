using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Converge.Language.Text;

namespace Converge.Catalogs.Differences;

/// <summary>
/// How a text became another one, as hunks of a unified diff, and not all of it if that is long. Two of them are equal if the
/// same lines go and come: what stands around them may differ, such as the name of the node in the first line.
/// </summary>
/// <param name="Hunks">Lines, each with its end.</param>
/// <param name="Omitted">How many lines there would be besides.</param>
/// <param name="Hash">Of all lines that go and come.</param>
public sealed record TextDifference(string Hunks, int Omitted, string Hash)
{
    private const int MostLines = 100;

    // The time to compare two texts grows with their lines and with how many of them differ.
    private const long MostWork = 25_000_000;

    public static TextDifference Of(string before, string after)
    {
        var (linesBefore, linesAfter) = (LinesOf(before), LinesOf(after));
        if ((long)linesBefore * linesAfter > MostWork)
            return new($"@@ {linesBefore} lines -> {linesAfter} lines @@\n", 0, HashOf([before, after]));
        var diff = UnifiedDiff.Of(before, after, "", "");
        // What is not the same may still be printed in the same way.
        var hunks = diff[Math.Max(0, diff.IndexOf("@@", StringComparison.Ordinal))..];
        var end = 0;
        for (var line = 0; line < MostLines && end < hunks.Length; line++)
            end = hunks.IndexOf('\n', end) + 1;
        return new(hunks[..end], LinesOf(hunks[end..]), HashOf(hunks.Split('\n').Where(static line => line.Length > 0 && line[0] is not (' ' or '@'))));
    }

    public bool Equals(TextDifference? other) => other is not null && Hash == other.Hash;

    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);

    private static int LinesOf(string text) => text.AsSpan().Count('\n');

    private static string HashOf(IEnumerable<string> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
        {
            hash.AppendData(MemoryMarshal.AsBytes(line.AsSpan()));
            hash.AppendData("\n\0"u8);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
