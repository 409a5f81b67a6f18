using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Resources;

namespace Converge.Catalogs.Cases;

/// <summary>
/// Whether a value is as expected. Of a mapping members may be left out, of a text of several lines others: those that are
/// told must stand there together and in this order, <c>...</c> stands for any lines between. Indentation does not count.
/// </summary>
/// <param name="what">What is compared, at the start of messages.</param>
internal sealed class ValueContainment(string what, DiagnosticBag problems)
{
    private const string Any = "...";

    public void Check(Value expected, Value actual, Place place)
    {
        if (actual.As<ScriptObject>() is { } members && expected.As<ScriptObject>() is { } wanted)
            CheckMembers(wanted, members, place);
        else if (actual is { Kind: ValueKind.String } text && expected.Kind == ValueKind.String && text.AsString().Contains('\n', StringComparison.Ordinal))
            CheckLines(expected.AsString(), text.AsString(), place);
        else if (!SameValue.Of(expected, actual))
            problems.Error(place.Span, $"{what} is {Show(actual)}, not {Show(expected)}");
    }

    private void CheckMembers(ScriptObject expected, ScriptObject actual, Place place)
    {
        foreach (var (key, value) in expected)
        {
            if (actual.TryGet(key, out var found))
                new ValueContainment($"'{key}' in {what}", problems).Check(value, found, place.Member(key));
            else
                problems.Error(place.Key(key).Span, $"{what} has no '{key}'", Suggestions.Hint(key, actual.Keys.ToArray()));
        }
    }

    private void CheckLines(string expected, string actual, Place place)
    {
        string[] lines = [.. TextLines.Of(actual).Select(static line => line.Trim())];
        string[] wanted = [.. TextLines.Of(expected).Select(static line => line.Trim())];
        var from = 0;
        for (var start = 0; start < wanted.Length;)
        {
            var end = Array.IndexOf(wanted, Any, start) is >= 0 and var at ? at : wanted.Length;
            var block = wanted.AsSpan(start, end - start);
            var (found, matched) = Find(block, lines, from);
            if (found < 0)
            {
                ReportLine(expected, start + matched, block, matched, lines, from, place);
                return;
            }
            from = found + block.Length;
            start = end + 1;
        }
    }

    /// <returns>Where a block stands; if nowhere, the most lines of it that stand somewhere.</returns>
    private static (int Found, int Matched) Find(ReadOnlySpan<string> block, string[] lines, int from)
    {
        var best = 0;
        for (var position = from; position <= lines.Length; position++)
        {
            var matched = lines.AsSpan(position).CommonPrefixLength(block);
            if (matched == block.Length)
                return (position, matched);
            best = Math.Max(best, matched);
        }
        return (-1, best);
    }

    private void ReportLine(string expected, int index, ReadOnlySpan<string> block, int matched, string[] lines, int from, Place place)
    {
        var start = TextLines.Of(expected).Take(index).Sum(static line => line.Length);
        var line = TextLines.Of(expected).ElementAt(index);
        var indent = line.Length - line.TrimStart().Length;
        var at = place.Part(expected, start + indent, Math.Max(1, line.Trim().Length));
        var where = matched > 0 ? $" behind '{block[matched - 1]}'" : from > 0 ? $" behind '{lines[from - 1]}'" : "";
        problems.Error(at, $"{what} has no line '{block[matched]}'{where}", Hint(block, matched, lines, from));
    }

    private static string? Hint(ReadOnlySpan<string> block, int matched, string[] lines, int from)
    {
        var wanted = block[matched];
        if (Suggestions.Hint(wanted, lines) is { } similar)
            return similar;
        if (matched > 0)
        {
            var position = Find(block[..matched], lines, from).Found + matched;
            return position < lines.Length ? $"there stands '{lines[position]}'; '{Any}' stands for any lines" : "it ends there";
        }
        return Array.IndexOf(lines, wanted) >= 0 ? "it stands further up" : null;
    }

    private static string Show(Value value)
    {
        const int Longest = 120;
        var text = value.Kind == ValueKind.String ? $"'{value}'" : JsonText.Write(value);
        return text.Length <= Longest ? text : $"{text[..Longest]}...";
    }
}
