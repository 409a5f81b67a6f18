using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes.Pages;

/// <summary>The comment that belongs to a key: it stands right above it, as far to the right, or behind its value.</summary>
internal static class Remark
{
    private const char Sign = '#';
    private const int DashWidth = 2;

    public static string Of(YamlEntry entry) => Of(entry.Key.Source, entry.Key.Span, entry.Value.Span == entry.Key.Span ? null : entry.Value);

    /// <summary>The comment above an item of a list, whose <c>-</c> stands two characters before what it holds.</summary>
    public static string OfItem(YamlNode item) => item.Span.Column > DashWidth ? Of(item.Source, item.Span with { Column = item.Span.Column - DashWidth }, value: null) : "";

    /// <param name="key">Where the key stands.</param>
    /// <param name="value">What a comment may stand behind; null if there is nothing.</param>
    public static string Of(SourceText source, SourceSpan key, YamlNode? value)
    {
        var lines = new List<string>();
        for (var line = key.Line - 1; Above(source, line, key.Column) is { } text; line--)
            lines.Insert(0, text);
        if (lines.Count == 0 && value is not null && Behind(source, key, value) is { } behind)
            lines.Add(behind);
        return string.Join(' ', lines.Where(static line => line.Length > 0));
    }

    private static string? Above(SourceText source, int line, int column)
    {
        if (line < 1)
            return null;
        var text = source.Line(line);
        var indent = text.Length - text.TrimStart(' ').Length;
        return indent == column - 1 && indent < text.Length && text[indent] == Sign ? Text(text[indent..]) : null;
    }

    /// <summary>What follows on the line of the key; a value that goes on below it has no such place.</summary>
    private static string? Behind(SourceText source, SourceSpan key, YamlNode value)
    {
        if (value.Source.Text.AsSpan(value.Start, value.End - value.Start).Contains('\n') || value.Span.Line != key.Line || value.AliasSpan is not null)
            return null;
        var rest = source.Line(key.Line).AsSpan(value.Span.Column - 1 + value.End - value.Start);
        var blanks = rest.Length - rest.TrimStart(' ').Length;
        return blanks > 0 && blanks < rest.Length && rest[blanks] == Sign ? Text(rest[blanks..].ToString()) : null;
    }

    private static string Text(string comment) => comment.TrimStart(Sign).Trim();
}
