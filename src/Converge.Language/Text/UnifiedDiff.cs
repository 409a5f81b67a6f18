using System.Text;
using DiffPlex;
using DiffPlex.Model;

namespace Converge.Language.Text;

/// <summary>How one text became another, as <c>diff -u</c> shows it; carriage returns and a missing last newline are made visible.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    /// <returns>Ready to be printed; empty if the texts are the same.</returns>
    /// <param name="line">Number of the line above the first one of the expected text, in the file it is from.</param>
    public static string Of(string expected, string actual, string expectedName, string actualName, int line = 0)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        if (expected == actual)
            return "";
        var diff = new Differ().CreateCustomDiffs(expected, actual, ignoreWhiteSpace: false, text => [.. TextLines.Of(text)]);
        var result = new StringBuilder($"--- {expectedName}\n+++ {actualName}\n");
        for (var first = 0; first < diff.DiffBlocks.Count;)
        {
            var last = first;
            while (last + 1 < diff.DiffBlocks.Count && diff.DiffBlocks[last + 1].DeleteStartA - EndA(diff.DiffBlocks[last]) <= 2 * Context)
                last++;
            AppendHunk(result, diff, first, last, line);
            first = last + 1;
        }
        return result.ToString();
    }

    private static void AppendHunk(StringBuilder result, DiffResult diff, int first, int last, int line)
    {
        var (a, b) = (diff.PiecesOld, diff.PiecesNew);
        var lead = Math.Min(Context, diff.DiffBlocks[first].DeleteStartA);
        var (startA, startB) = (diff.DiffBlocks[first].DeleteStartA - lead, diff.DiffBlocks[first].InsertStartB - lead);
        var (endA, endB) = (EndA(diff.DiffBlocks[last]), EndB(diff.DiffBlocks[last]));
        var tail = Math.Min(Context, a.Length - endA);
        result.Append($"@@ -{Range(startA + line, endA + tail - startA)} +{Range(startB + line, endB + tail - startB)} @@\n");
        var position = startA;
        foreach (var block in diff.DiffBlocks.Skip(first).Take(last - first + 1))
        {
            Append(result, ' ', a.AsSpan(position, block.DeleteStartA - position));
            Append(result, '-', a.AsSpan(block.DeleteStartA, block.DeleteCountA));
            Append(result, '+', b.AsSpan(block.InsertStartB, block.InsertCountB));
            position = EndA(block);
        }
        Append(result, ' ', a.AsSpan(endA, tail));
    }

    private static void Append(StringBuilder result, char mark, ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            result.Append(mark).Append(line.TrimEnd('\n').Replace('\r', '\u240D')).Append('\n');
            if (!line.EndsWith('\n'))
                result.Append("\\ no newline at the end\n");
        }
    }

    // As diff writes it: an empty range names the line before it.
    private static string Range(int start, int count) => count == 1 ? $"{start + 1}" : $"{(count == 0 ? start : start + 1)},{count}";

    private static int EndA(DiffBlock block) => block.DeleteStartA + block.DeleteCountA;

    private static int EndB(DiffBlock block) => block.InsertStartB + block.InsertCountB;
}
