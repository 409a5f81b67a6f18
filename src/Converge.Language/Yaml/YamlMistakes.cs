using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Language.Yaml;

/// <summary>Mistakes that many make, found in the text itself.</summary>
internal static class YamlMistakes
{
    public static int StartOfLine(string text, int at) => text.AsSpan(0, at).LastIndexOfAny('\r', '\n') + 1;

    public static Diagnostic Tab(SourceText source, int at) =>
        Diagnostic.Error(source.Span(at), "a tab indents this line", "YAML is indented with blanks");

    public static Diagnostic MissingBlank(SourceText source, int colon, string key) =>
        Diagnostic.Error(source.Span(colon), $"no blank behind the ':' of '{key}:'", $"write '{key}: ...'");

    /// <summary>The colon in <c>key:value</c>, if it looks like a key; not in <c>http://...</c>, <c>a::b</c> or <c>c:\</c>.</summary>
    public static int FindMissingBlank(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon <= 0 || colon + 1 >= text.Length || text[colon + 1] is '/' or '\\' or ':' or ' ' or '\t' or '\r' or '\n')
            return -1;
        foreach (var character in text[..colon])
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-'))
                return -1;
        }
        return char.IsAsciiLetter(text[0]) || text[0] == '_' ? colon : -1;
    }

    /// <summary>Where <c>{{</c> begins, if one of its braces is at the position.</summary>
    public static int FindBraces(string text, int at)
    {
        if (at >= text.Length || text[at] != '{')
            return -1;
        if (at > 0 && text[at - 1] == '{')
            return at - 1;
        return at + 1 < text.Length && text[at + 1] == '{' ? at : -1;
    }

    public static Diagnostic Braces(SourceText source, int at)
    {
        var line = source.Text.AsSpan(at, YamlProperties.EndOfLine(source.Text, at) - at);
        var end = line.IndexOf("}}") is >= 0 and var close ? close + 2 : line.Length;
        while (end < line.Length && line[end] is not (' ' or '\t' or ',' or ']' or '}' or ':'))
            end++;
        return Diagnostic.Error(source.Span(at, end), "'{{' without quotes is a mapping in YAML", $"put quotes around the whole value: {Quoted(line[..end].TrimEnd())}");
    }

    public static Diagnostic Beginning(SourceText source, int at) =>
        Diagnostic.Error(source.Span(at), $"a string cannot begin with '{source.Text[at]}'", "put quotes around it");

    private static string Quoted(ReadOnlySpan<char> text)
    {
        using var buffer = new TextBuffer(int.MaxValue);
        YamlScalarText.Append(buffer, text);
        return buffer.ToString();
    }
}
