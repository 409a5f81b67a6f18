using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>Texts. Comparisons are ordinal, letters change case invariantly, positions count UTF-16 code units.</summary>
internal static partial class StringFunctions
{
    public static readonly ScriptObject Group = Builtins.Members(
        new("string", "append", "text with", Append),
        new("string", "base64_decode", "text", Base64Decode),
        new("string", "base64_encode", "text", Base64Encode),
        new("string", "capitalize", "text", Capitalize),
        new("string", "capitalizewords", "text", CapitalizeWords),
        new("string", "contains", "text value", Contains),
        new("string", "dedent", "text", Dedent),
        new("string", "downcase", "text", Downcase),
        new("string", "empty", "text", Empty),
        new("string", "ends_with", "text value", EndsWith),
        new("string", "equals_ignore_case", "text value", EqualsIgnoreCase),
        new("string", "escape", "text", Escape),
        new("string", "handleize", "text", Handleize),
        new("string", "hmac_sha1", "text secretKey", HmacSha1),
        new("string", "hmac_sha256", "text secretKey", HmacSha256),
        new("string", "hmac_sha512", "text secretKey", HmacSha512),
        new("string", "indent", "text n first?", Indent),
        new("string", "index_of", "text search startIndex? count? stringComparison?", IndexOf),
        new("string", "join_lines", "list", JoinLines),
        new("string", "lines", "text", Lines),
        new("string", "literal", "text", Literal),
        new("string", "lstrip", "text", StripLeft),
        new("string", "md5", "text", Md5),
        new("string", "pad_left", "text width", PadLeft),
        new("string", "pad_right", "text width", PadRight),
        new("string", "pluralize", "number singular plural", Pluralize),
        new("string", "prepend", "text by", Prepend),
        new("string", "quote_ini", "text", StringQuoting.QuoteIni),
        new("string", "quote_json", "text", StringQuoting.QuoteJson),
        new("string", "quote_ps", "text", StringQuoting.QuotePowerShell),
        new("string", "quote_sh", "text", StringQuoting.QuoteShell),
        new("string", "quote_xml", "text", StringQuoting.QuoteXml),
        new("string", "quote_yaml", "text", StringQuoting.QuoteYaml),
        new("string", "remove", "text remove", Remove),
        new("string", "remove_first", "text remove", RemoveFirst),
        new("string", "remove_last", "text remove", RemoveLast),
        new("string", "replace", "text match replace", Replace),
        new("string", "replace_first", "text match replace fromEnd?", ReplaceFirst),
        new("string", "rstrip", "text", StripRight),
        new("string", "sha1", "text", Sha1),
        new("string", "sha256", "text", Sha256),
        new("string", "sha512", "text", Sha512),
        new("string", "size", "text", Size),
        new("string", "slice", "text start length?", Slice),
        new("string", "slice1", "text start length?", SliceOne),
        new("string", "split", "text match", Split),
        new("string", "starts_with", "text value", StartsWith),
        new("string", "strip", "text", Strip),
        new("string", "strip_newlines", "text", StripNewlines),
        new("string", "to_double", "text", ToDouble),
        new("string", "to_float", "text", ToFloat),
        new("string", "to_int", "text", ToInt),
        new("string", "to_long", "text", ToLong),
        new("string", "truncate", "text length ellipsis?", Truncate),
        new("string", "truncatewords", "text count ellipsis?", TruncateWords),
        new("string", "upcase", "text", Upcase),
        new("string", "whitespace", "text", Whitespace));

    /// <summary>The text, followed by another one.</summary>
    /// <example><![CDATA[
    /// {{ "Hello" | string.append " World" }} -> Hello World
    /// {{ null | string.append "end" }} -> end
    /// ]]></example>
    private static Value Append(in Call call) => call.Joined(call.TextOrEmpty(0), call.TextOrEmpty(1));

    /// <summary>The text, preceded by another one.</summary>
    /// <example><![CDATA[{{ "World" | string.prepend "Hello " }} -> Hello World]]></example>
    private static Value Prepend(in Call call) => call.Joined(call.TextOrEmpty(1), call.TextOrEmpty(0));

    /// <summary>The number of characters; 0 for null.</summary>
    /// <example><![CDATA[
    /// {{ "test" | string.size }} -> 4
    /// {{ null | string.size }} -> 0
    /// ]]></example>
    private static Value Size(in Call call) => Value.From(call.TextOrEmpty(0).Length);

    /// <summary>Whether there is no text: null, or no character.</summary>
    /// <example><![CDATA[
    /// {{ "" | string.empty }} -> true
    /// {{ " " | string.empty }} -> false
    /// ]]></example>
    private static Value Empty(in Call call) => Value.From(string.IsNullOrEmpty(call.Text(0)));

    /// <summary>Whether there is nothing to see: null, or only white space.</summary>
    /// <example><![CDATA[
    /// {{ " " | string.whitespace }} -> true
    /// {{ " x " | string.whitespace }} -> false
    /// ]]></example>
    private static Value Whitespace(in Call call) => Value.From(string.IsNullOrWhiteSpace(call.Text(0)));

    /// <summary>The text as it stands inside a quoted string of a template.</summary>
    /// <example><![CDATA[{{ 'say "hi"' | string.escape }} -> say \"hi\"]]></example>
    private static Value Escape(in Call call) => Escaped(call, quote: "");

    /// <summary>The text as a quoted string of a template.</summary>
    /// <example><![CDATA[{{ 'say "hi"' | string.literal }} -> "say \"hi\""]]></example>
    private static Value Literal(in Call call) => Escaped(call, quote: "\"");

    /// <summary>One of two words: the first for the number 1, the second for all others.</summary>
    /// <example><![CDATA[
    /// {{ 1 | string.pluralize "node" "nodes" }} -> node
    /// {{ 7 | string.pluralize "node" "nodes" }} -> nodes
    /// ]]></example>
    private static Value Pluralize(in Call call) => Value.From(call.Text(call.Int(0) == 1 ? 1 : 2));

    private static Value Escaped(in Call call, string quote)
    {
        if (call.Text(0) is not { } text)
            return Value.Null;
        using var buffer = call.NewText();
        buffer.Append(quote);
        ValuePrinter.AppendEscaped(buffer, text);
        buffer.Append(quote);
        return buffer.ToValue();
    }
}
