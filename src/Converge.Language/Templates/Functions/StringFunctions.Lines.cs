using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <content>Texts of several lines. A line ends with \n, \r\n or a lone \r; the end of the last one begins no further line.</content>
internal static partial class StringFunctions
{
    /// <summary>
    /// The text with <c>n</c> blanks before each line that is not empty, before the first line only if <c>first</c> is true.
    /// </summary>
    /// <example><![CDATA[
    /// {{ "a:\nb\n\nc" | string.indent 2 }} -> a:\n  b\n\n  c
    /// {{ "a\nb" | string.indent 2 first: true }} ->   a\n  b
    /// ]]></example>
    private static Value Indent(in Call call)
    {
        var width = call.Int(1);
        if (width < 0)
            throw call.Error(1, $"'n' must not be negative, not {call.Quote(1)}");
        if (call.Text(0) is not { } text)
            return Value.Null;
        call.Reserve((long)text.Length + width);
        var blanks = new string(' ', width);
        using var buffer = call.NewText();
        for (int from = 0, next; from < text.Length; from = next)
        {
            var end = EndOfLine(text, from, out next);
            if (end > from && (from > 0 || call.Bool(2)))
                buffer.Append(blanks);
            buffer.Append(text.AsSpan(from, next - from));
        }
        return buffer.ToValue();
    }

    /// <summary>The text without the indentation that all its lines have in common. Lines of white space become empty.</summary>
    /// <example><![CDATA[{{ "  a:\n    b\n\n  c" | string.dedent }} -> a:\n  b\n\nc]]></example>
    private static Value Dedent(in Call call)
    {
        if (call.Text(0) is not { } text)
            return Value.Null;
        var margin = CommonIndentation(text);
        using var buffer = call.NewText();
        for (int from = 0, next; from < text.Length; from = next)
        {
            var end = EndOfLine(text, from, out next);
            if (!text.AsSpan(from, end - from).IsWhiteSpace())
                buffer.Append(text.AsSpan(from + margin, end - from - margin));
            buffer.Append(text.AsSpan(end, next - end));
        }
        return buffer.ToValue();
    }

    /// <summary>The lines of the text without their ends, empty ones included.</summary>
    /// <example><![CDATA[{{ "a\n\nb\n" | string.lines }} -> ["a", "", "b"]]]></example>
    private static Value Lines(in Call call)
    {
        var text = call.TextOrEmpty(0);
        var lines = new ScriptArray();
        for (int from = 0, next; from < text.Length; from = next)
        {
            var end = EndOfLine(text, from, out next);
            call.Add(lines, text.AsSpan(from, end - from));
        }
        return Value.From(lines);
    }

    /// <summary>The items of a list as text, a newline between them and none at the end.</summary>
    /// <example><![CDATA[{{ ["a", "", 1] | string.join_lines }} -> a\n\n1]]></example>
    private static Value JoinLines(in Call call)
    {
        if (call.List(0) is not { } list)
            return Value.Null;
        using var buffer = call.NewText();
        var first = true;
        foreach (var item in call.Walk(list))
        {
            if (!first)
                buffer.Append('\n');
            first = false;
            var text = call.Interpreter.Print(item);
            buffer.IsSecret |= text.IsSecret;
            buffer.Append(text.RevealText());
        }
        return buffer.ToValue();
    }

    /// <summary>The text without any line ends.</summary>
    /// <example><![CDATA[{{ "This is a string.\r\n With \nanother \rstring" | string.strip_newlines }} -> This is a string. With another string]]></example>
    private static Value StripNewlines(in Call call)
    {
        if (call.Text(0) is not { } text || text.AsSpan().IndexOfAny('\n', '\r') < 0)
            return Value.From(call.Text(0));
        using var buffer = call.NewText();
        for (int from = 0, next; from < text.Length; from = next)
            buffer.Append(text.AsSpan(from, EndOfLine(text, from, out next) - from));
        return buffer.ToValue();
    }

    /// <summary>Where the line that starts at <paramref name="from"/> ends, and where the next one starts.</summary>
    private static int EndOfLine(string text, int from, out int next)
    {
        var length = text.AsSpan(from).IndexOfAny('\n', '\r');
        if (length < 0)
            return next = text.Length;
        var end = from + length;
        next = text.AsSpan(end).StartsWith("\r\n") ? end + 2 : end + 1;
        return end;
    }

    /// <summary>How many blanks and tabs all lines start with that are more than white space.</summary>
    private static int CommonIndentation(string text)
    {
        ReadOnlySpan<char> common = default;
        var found = false;
        for (int from = 0, next; from < text.Length; from = next)
        {
            var line = text.AsSpan(from, EndOfLine(text, from, out next) - from);
            if (line.IsWhiteSpace())
                continue;
            var length = found ? line.CommonPrefixLength(common) : line.IndexOfAnyExcept(' ', '\t');
            common = line[..length];
            found = true;
        }
        return common.Length;
    }
}
