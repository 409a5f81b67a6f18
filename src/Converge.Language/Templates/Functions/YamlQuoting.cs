using System.Buffers;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>Strings as YAML scalars that YAML 1.1 and 1.2 read alike, in block and flow style, as key and as value.</summary>
internal static class YamlQuoting
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> PlainAtStart = SearchValues.Create(Letters + "_/");
    private static readonly SearchValues<char> Plain = SearchValues.Create(Letters + "0123456789 _/.+@=-");

    /// <summary>
    /// Whether the text may stand without quotes. Few characters are allowed at the start, so that no number, date,
    /// marker or merge key can begin; what remains are the words for booleans and null.
    /// </summary>
    public static bool IsPlain(string text) =>
        text.Length > 0
        && PlainAtStart.Contains(text[0])
        && text[^1] != ' '
        && text.AsSpan().IndexOfAnyExcept(Plain) < 0
        && !IsConstant(text);

    /// <summary>Appends the text in double quotes; false if it holds half of a surrogate pair, for which YAML has no escape.</summary>
    public static bool TryAppendQuoted(TextBuffer buffer, string text)
    {
        buffer.Append('"');
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at]))
                Append(buffer, text[at]);
            else if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                buffer.Append(text.AsSpan(at++, 2));
            else
                return false;
        }
        buffer.Append('"');
        return true;
    }

    private static void Append(TextBuffer buffer, char character)
    {
        var escape = character switch
        {
            '"' => "\\\"",
            '\\' => @"\\",
            '\t' => @"\t",
            '\n' => @"\n",
            '\r' => @"\r",
            _ => null,
        };
        if (escape is not null)
            buffer.Append(escape);
        else if (char.IsControl(character))
            buffer.Append($"\\x{(int)character:x2}");
        else if (character is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF')
            buffer.Append($"\\u{(int)character:x4}");
        else
            buffer.Append(character);
    }

    private static bool IsConstant(string text)
    {
        const int Longest = 5;
        return text.Length <= Longest
            && text.ToLowerInvariant() is "y" or "n" or "yes" or "no" or "on" or "off" or "true" or "false" or "null";
    }
}
