using System.Text;

namespace Converge.Cli.Output;

/// <summary>Text for people: paragraphs with headings, and tables below them.</summary>
internal sealed class Sheet
{
    private const int Longest = 60;

    private readonly StringBuilder _text = new();

    public void Line(string text) => _text.Append(text).Append('\n');

    /// <summary>A paragraph of its own; nothing without rows.</summary>
    public void Section(string heading, IReadOnlyList<string[]> rows)
    {
        if (rows.Count == 0)
            return;
        Line("");
        Line(heading);
        Rows(rows);
    }

    public void Rows(IReadOnlyList<string[]> rows)
    {
        foreach (var line in Table.Print(rows).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Line($"  {line.TrimEnd()}");
    }

    /// <summary>A text as part of a line: of a long one the beginning, and how many lines it has.</summary>
    public static string Short(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var first = lines[0].Length > Longest ? $"{lines[0].AsSpan(0, Longest - 3)}..." : lines[0];
        return lines.Length == 1 ? first : $"{first}  ({lines.Length} lines)";
    }

    public override string ToString() => _text.ToString();
}
