using System.Text;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <content>Upper and lower case.</content>
internal static partial class StringFunctions
{
    /// <summary>The text with its first character in upper case, the rest unchanged.</summary>
    /// <example><![CDATA[
    /// {{ "test" | string.capitalize }} -> Test
    /// {{ "tEST" | string.capitalize }} -> TEST
    /// ]]></example>
    private static Value Capitalize(in Call call) =>
        call.Text(0) is { Length: > 0 } text ? Value.From(char.ToUpperInvariant(text[0]) + text[1..]) : Value.From(call.Text(0));

    /// <summary>The text with the first letter of each word in upper case, the rest unchanged.</summary>
    /// <example><![CDATA[{{ "This is easy" | string.capitalizewords }} -> This Is Easy]]></example>
    private static Value CapitalizeWords(in Call call)
    {
        if (call.Text(0) is not { } text)
            return Value.Null;
        var result = new StringBuilder(text);
        var inWord = false;
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                inWord = false;
            }
            else if (!inWord && char.IsLetter(text[at]))
            {
                result[at] = char.ToUpperInvariant(text[at]);
                inWord = true;
            }
        }
        return Value.From(result.ToString());
    }

    /// <summary>The text in lower case.</summary>
    /// <example><![CDATA[{{ "TeSt" | string.downcase }} -> test]]></example>
    private static Value Downcase(in Call call) => Value.From(call.Text(0)?.ToLowerInvariant());

    /// <summary>The text in upper case.</summary>
    /// <example><![CDATA[{{ "test" | string.upcase }} -> TEST]]></example>
    private static Value Upcase(in Call call) => Value.From(call.Text(0)?.ToUpperInvariant());

    /// <summary>Whether two texts are equal but for upper and lower case.</summary>
    /// <example><![CDATA[
    /// {{ "Converge" | string.equals_ignore_case "CONVERGE" }} -> true
    /// {{ null | string.equals_ignore_case "" }} -> false
    /// ]]></example>
    private static Value EqualsIgnoreCase(in Call call) =>
        Value.From(string.Equals(call.Text(0), call.Text(1), StringComparison.OrdinalIgnoreCase));

    /// <summary>The text in lower case, with one hyphen in place of whatever is neither letter nor digit; none at the end.</summary>
    /// <example><![CDATA[{{ '100% M & Ms!!!' | string.handleize }} -> 100-m-ms]]></example>
    private static Value Handleize(in Call call)
    {
        if (call.Text(0) is not { } text)
            return Value.Null;
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsLetterOrDigit(character))
                result.Append(char.ToLowerInvariant(character));
            else if (result.Length == 0 || result[^1] != '-')
                result.Append('-');
        }
        if (result.Length > 0 && result[^1] == '-')
            result.Length--;
        return Value.From(result.ToString());
    }
}
