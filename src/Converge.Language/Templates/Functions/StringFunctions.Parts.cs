using System.Text;
using Converge.Language.Templates.Runtime;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <content>Cutting texts, and filling them up.</content>
internal static partial class StringFunctions
{
    /// <summary>The text from a position on, at most <c>length</c> characters; a negative position counts from the end.</summary>
    /// <example><![CDATA[
    /// {{ "hello" | string.slice 1 }} -> ello
    /// {{ "hello" | string.slice 1 3 }} -> ell
    /// {{ "hello" | string.slice (-3) length:2 }} -> ll
    /// ]]></example>
    private static Value Slice(in Call call) => SliceOf(call, ifNoLength: int.MaxValue);

    /// <summary>One character of the text, or <c>length</c> characters; a negative position counts from the end.</summary>
    /// <example><![CDATA[
    /// {{ "hello" | string.slice1 1 }} -> e
    /// {{ "hello" | string.slice1 (-1) }} -> o
    /// {{ "hello" | string.slice1 1 length:3 }} -> ell
    /// ]]></example>
    private static Value SliceOne(in Call call) => SliceOf(call, ifNoLength: 1);

    /// <summary>The parts of the text between the occurrences of another one, leaving out empty parts.</summary>
    /// <example><![CDATA[
    /// {{ "Hi, how are you today?" | string.split " " }} -> ["Hi,", "how", "are", "you", "today?"]
    /// {{ "/usr//bin/" | string.split "/" }} -> ["usr", "bin"]
    /// ]]></example>
    private static Value Split(in Call call) =>
        Value.From(ScriptRange.Lazy(Parts(call.Interpreter, call.TextOrEmpty(0), call.TextOrEmpty(1))));

    /// <summary>The text without white space at its start and end.</summary>
    /// <example><![CDATA[{{ '   too many spaces   ' | string.strip }} -> too many spaces]]></example>
    private static Value Strip(in Call call) => Value.From(call.Text(0)?.Trim());

    /// <summary>The text without white space at its start.</summary>
    /// <example><![CDATA[{{ '   too many spaces' | string.lstrip }} -> too many spaces]]></example>
    private static Value StripLeft(in Call call) => Value.From(call.Text(0)?.TrimStart());

    /// <summary>The text without white space at its end.</summary>
    /// <example><![CDATA[{{ 'too many spaces   ' | string.rstrip }} -> too many spaces]]></example>
    private static Value StripRight(in Call call) => Value.From(call.Text(0)?.TrimEnd());

    /// <summary>The text cut so that it has at most <c>length</c> characters, the ellipsis (<c>...</c>) included.</summary>
    /// <example><![CDATA[
    /// {{ "The cat came back the very next day" | string.truncate 13 }} -> The cat ca...
    /// {{ "The cat" | string.truncate 5 "!" }} -> The !
    /// {{ "The cat" | string.truncate 7 }} -> The cat
    /// ]]></example>
    private static Value Truncate(in Call call)
    {
        var length = call.Int(1);
        if (call.Text(0) is not { } text || text.Length <= length)
            return Value.From(call.Text(0));
        var ellipsis = call.Text(2) ?? "...";
        var kept = (int)Math.Max(0, (long)length - ellipsis.Length);
        if (kept > 0 && char.IsHighSurrogate(text[kept - 1]))
            kept--;
        return call.Joined(text.AsSpan(0, kept), ellipsis);
    }

    /// <summary>The first words of the text, one blank between them and always the ellipsis (<c>...</c>) after them.</summary>
    /// <example><![CDATA[
    /// {{ "The cat came back the very next day" | string.truncatewords 4 }} -> The cat came back...
    /// {{ "The cat" | string.truncatewords 4 " etc" }} -> The cat etc
    /// ]]></example>
    private static Value TruncateWords(in Call call)
    {
        if (call.Text(0) is not { Length: > 0 } text)
            return Value.From(call.Text(0));
        var result = new StringBuilder();
        var left = call.Int(1);
        var at = 0;
        while (left-- > 0 && NextWord(text, ref at) is { IsEmpty: false } word)
        {
            if (result.Length > 0)
                result.Append(' ');
            result.Append(word);
        }
        return Value.From(result.Append(call.Text(2) ?? "...").ToString());
    }

    /// <summary>The text with blanks before it, so that it has at least <c>width</c> characters.</summary>
    /// <example><![CDATA[hello{{ "world" | string.pad_left 10 }} -> hello     world]]></example>
    private static Value PadLeft(in Call call) => Value.From(call.TextOrEmpty(0).PadLeft(Width(call)));

    /// <summary>The text with blanks after it, so that it has at least <c>width</c> characters.</summary>
    /// <example><![CDATA[{{ "hello" | string.pad_right 10 }}world -> hello     world]]></example>
    private static Value PadRight(in Call call) => Value.From(call.TextOrEmpty(0).PadRight(Width(call)));

    private static Value SliceOf(in Call call, int ifNoLength)
    {
        long start = call.Int(1);
        long length = call[2].IsNull ? ifNoLength : call.Int(2);
        if (call.Text(0) is not { } text)
            return Value.Null;
        if (start < 0)
            start = Math.Max(0, start + text.Length);
        var end = Math.Min(text.Length, start + length);
        return Value.From(start < end ? text[(int)start..(int)end] : "");
    }

    private static IEnumerable<Value> Parts(Interpreter interpreter, string text, string match)
    {
        var from = 0;
        while (from < text.Length)
        {
            var at = match.Length == 0 ? -1 : text.IndexOf(match, from, StringComparison.Ordinal);
            var end = at < 0 ? text.Length : at;
            interpreter.ReserveText(end - from + 1L);
            if (end > from)
                yield return Value.From(text[from..end]);
            from = at < 0 ? text.Length : end + match.Length;
        }
    }

    private static ReadOnlySpan<char> NextWord(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]))
            at++;
        return text.AsSpan(start, at - start);
    }

    private static int Width(in Call call)
    {
        var width = call.Int(1);
        if (width < 0)
            throw call.Error(1, $"'width' must not be negative, not {call.Quote(1)}");
        call.Reserve(width);
        return width;
    }
}
