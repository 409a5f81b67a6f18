using System.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes.Pages;

/// <summary>Pieces of Markdown that stay what they are, whatever is in them.</summary>
internal static class Markdown
{
    private const int LongestCode = 160;

    /// <summary>A value as it was written, on one line.</summary>
    public static string Code(YamlNode node) => Code(OneLine(node));

    public static string Code(string text)
    {
        text = Cut(string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));
        var fence = text.Contains('`', StringComparison.Ordinal) ? "``" : "`";
        var pad = fence.Length > 1 ? " " : "";
        return text.Length == 0 ? "" : $"{fence}{pad}{text}{pad}{fence}";
    }

    /// <summary>What people wrote, as text: nothing in it begins a tag.</summary>
    public static string Prose(string? text) => (text ?? "").Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", @"\*", StringComparison.Ordinal);

    /// <summary>A table; nothing if it has no rows.</summary>
    public static void AppendTable(StringBuilder page, string[] columns, IEnumerable<string[]> rows)
    {
        var lines = rows.Select(static row => Row(row)).ToList();
        if (lines.Count == 0)
            return;
        page.Append('\n').Append(Row(columns)).Append(string.Concat(Enumerable.Repeat("|---", columns.Length))).Append("|\n");
        lines.ForEach(line => page.Append(line));
    }

    private static string Row(string[] cells) => $"| {string.Join(" | ", cells.Select(static cell => cell.Replace("|", @"\|", StringComparison.Ordinal)))} |\n";

    private static string Cut(string text) => text.Length <= LongestCode ? text : $"{text[..LongestCode]}…";

    private static string OneLine(YamlNode node) => node switch
    {
        YamlSequence list => $"[{string.Join(", ", list.Items.Select(OneLine))}]",
        YamlMapping map => $"{{{string.Join(", ", map.Entries.Select(static entry => $"{entry.Name}: {OneLine(entry.Value)}"))}}}",
        YamlScalar { Style: YamlScalarStyle.Literal or YamlScalarStyle.Folded } scalar => scalar.Text,
        YamlScalar { Text: "", Style: YamlScalarStyle.Plain } => "null",
        _ => node.Source.Text[node.Start..node.End],
    };
}
