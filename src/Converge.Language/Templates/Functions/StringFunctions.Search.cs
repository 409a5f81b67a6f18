using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <content>Finding, removing and replacing a text in a text.</content>
internal static partial class StringFunctions
{
    /// <summary>Whether the text contains another one; false if either is null or empty.</summary>
    /// <example><![CDATA[
    /// {{ "This is easy" | string.contains "easy" }} -> true
    /// {{ "This is easy" | string.contains "" }} -> false
    /// ]]></example>
    private static Value Contains(in Call call) =>
        Value.From(call.Text(1) is { Length: > 0 } value && call.TextOrEmpty(0).Contains(value, StringComparison.Ordinal));

    /// <summary>Whether the text starts with another one; false if either is null or empty.</summary>
    /// <example><![CDATA[{{ "This is easy" | string.starts_with "This" }} -> true]]></example>
    private static Value StartsWith(in Call call) =>
        Value.From(call.Text(1) is { Length: > 0 } value && call.TextOrEmpty(0).StartsWith(value, StringComparison.Ordinal));

    /// <summary>Whether the text ends with another one; false if either is null or empty.</summary>
    /// <example><![CDATA[{{ "This is easy" | string.ends_with "easy" }} -> true]]></example>
    private static Value EndsWith(in Call call) =>
        Value.From(call.Text(1) is { Length: > 0 } value && call.TextOrEmpty(0).EndsWith(value, StringComparison.Ordinal));

    /// <summary>
    /// The position of a text in the text, from <c>startIndex</c> on and within <c>count</c> characters; -1 if it is not there.
    /// <c>stringComparison</c> is <c>Ordinal</c> or <c>OrdinalIgnoreCase</c>.
    /// </summary>
    /// <example><![CDATA[
    /// {{ "hello" | string.index_of "l" }} -> 2
    /// {{ "hello" | string.index_of "l" 3 }} -> 3
    /// {{ "hello" | string.index_of "L" stringComparison: "OrdinalIgnoreCase" }} -> 2
    /// {{ "hello" | string.index_of "x" }} -> -1
    /// ]]></example>
    private static Value IndexOf(in Call call)
    {
        var comparison = Comparison(call, 4);
        var text = call.TextOrEmpty(0);
        var start = call.Int(2, 0);
        if (start < 0 || start > text.Length)
            throw call.Error(2, $"'startIndex' must be from 0 to {text.Length}, not {call.Quote(2)}");
        var count = call[3].IsNull ? text.Length - start : call.Int(3);
        if (count < 0 || count > text.Length - start)
            throw call.Error(3, $"'count' must be from 0 to {text.Length - start}, not {call.Quote(3)}");
        return Value.From(call.Text(1) is { } search && !call[0].IsNull ? text.IndexOf(search, start, count, comparison) : -1);
    }

    /// <summary>The text without any occurrence of another one.</summary>
    /// <example><![CDATA[{{ "Hello, world. Goodbye, world." | string.remove "world" }} -> Hello, . Goodbye, .]]></example>
    private static Value Remove(in Call call) =>
        Value.From(call.Text(1) is { Length: > 0 } removed ? call.Text(0)?.Replace(removed, "", StringComparison.Ordinal) : call.Text(0));

    /// <summary>The text without the first occurrence of another one, in upper or lower case.</summary>
    /// <example><![CDATA[{{ "Hello, world. Goodbye, world." | string.remove_first "WORLD" }} -> Hello, . Goodbye, world.]]></example>
    private static Value RemoveFirst(in Call call) => ReplaceOne(call, "", fromEnd: false);

    /// <summary>The text without the last occurrence of another one, in upper or lower case.</summary>
    /// <example><![CDATA[{{ "Hello, world. Goodbye, world." | string.remove_last "WORLD" }} -> Hello, world. Goodbye, .]]></example>
    private static Value RemoveLast(in Call call) => ReplaceOne(call, "", fromEnd: true);

    /// <summary>The text with every occurrence of <c>match</c> replaced.</summary>
    /// <example><![CDATA[{{ "Hello, world. Goodbye, world." | string.replace "world" "buddy" }} -> Hello, buddy. Goodbye, buddy.]]></example>
    private static Value Replace(in Call call)
    {
        var match = call.TextOrEmpty(1);
        if (match.Length == 0)
            throw call.Error(1, "'match' of 'string.replace' must not be empty");
        if (call.Text(0) is not { } text)
            return Value.Null;
        var replacement = call.TextOrEmpty(2);
        if (replacement.Length > match.Length)
            call.Reserve(text.Length + (long)text.AsSpan().Count(match) * (replacement.Length - match.Length));
        return Value.From(text.Replace(match, replacement, StringComparison.Ordinal));
    }

    /// <summary>
    /// The text with the first occurrence of <c>match</c> replaced, or with <c>fromEnd</c> the last, in upper or lower case.
    /// </summary>
    /// <example><![CDATA[
    /// {{ "Hello, world. Goodbye, world." | string.replace_first "world" "buddy" }} -> Hello, buddy. Goodbye, world.
    /// {{ "Hello, world. Goodbye, world." | string.replace_first "World" "buddy" true }} -> Hello, world. Goodbye, buddy.
    /// ]]></example>
    private static Value ReplaceFirst(in Call call) => ReplaceOne(call, call.TextOrEmpty(2), call.Bool(3));

    private static Value ReplaceOne(in Call call, string replacement, bool fromEnd)
    {
        var match = call.TextOrEmpty(1);
        if (call.Text(0) is not { } text || match.Length == 0)
            return Value.From(call.Text(0));
        var at = fromEnd
            ? text.LastIndexOf(match, StringComparison.OrdinalIgnoreCase)
            : text.IndexOf(match, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return Value.From(text);
        return Value.From(string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + match.Length)));
    }

    /// <summary>Culture is always invariant, and never asks ICU: the comparisons that name a culture are ordinal, too.</summary>
    private static StringComparison Comparison(in Call call, int index) => call.PlainText(index)?.ToUpperInvariant() switch
    {
        null or "ORDINAL" or "CURRENTCULTURE" or "INVARIANTCULTURE" => StringComparison.Ordinal,
        "ORDINALIGNORECASE" or "CURRENTCULTUREIGNORECASE" or "INVARIANTCULTUREIGNORECASE" => StringComparison.OrdinalIgnoreCase,
        _ => throw call.Error(index, $"'stringComparison' must be 'Ordinal' or 'OrdinalIgnoreCase', not {call.Quote(index)}"),
    };
}
