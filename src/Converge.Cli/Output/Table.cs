using System.Text;
using Converge.Language.Values;

namespace Converge.Cli.Output;

/// <summary>Rows as plain columns, for eyes and for <c>awk</c>.</summary>
internal static class Table
{
    private const string Between = "  ";
    private const string Nothing = "-";

    public static string Print(IReadOnlyList<string[]> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length - 1; column++)
                text.Append(row[column].PadRight(rows.Max(r => r[column].Length))).Append(Between);
            text.Append(row[^1]).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A value as a cell: the items of a list with commas between, objects as JSON, and nothing as a dash.</summary>
    public static string Cell(Value value)
    {
        var text = value switch
        {
            { IsNull: true } => "",
            { Kind: ValueKind.Object } => JsonText.Write(value),
            { Kind: ValueKind.Array } => string.Join(',', value.AsArray().Select(Cell)),
            _ => value.ToString(),
        };
        return Cell(text);
    }

    public static string Cell(string? text) => string.IsNullOrEmpty(text) ? Nothing : Clean(text);

    /// <summary>A text of another machine, which must neither steer the terminal nor begin a row.</summary>
    public static string Clean(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? '\uFFFD' : c));
}
