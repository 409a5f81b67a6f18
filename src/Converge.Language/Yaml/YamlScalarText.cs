using System.Globalization;
using Converge.Language.Values;

namespace Converge.Language.Yaml;

/// <summary>How a scalar is written: plain where no reader can take it for something else, else in quotes.</summary>
internal static class YamlScalarText
{
    /// <summary>A string on one line, safe as a key, as a value, and inside of brackets.</summary>
    public static void Append(TextBuffer buffer, ReadOnlySpan<char> text)
    {
        if (PlainText.IsSafe(text))
            buffer.Append(text);
        else if (text.ContainsAny('"', '\\') && !NeedsEscape(text))
            AppendSingleQuoted(buffer, text);
        else
            AppendDoubleQuoted(buffer, text);
    }

    /// <summary>
    /// Whether a string is the same after it has been written as a block, line by line, also if all lines are indented
    /// later. So the first line has to show its indentation, and the end must not depend on empty lines.
    /// </summary>
    public static bool IsBlock(ReadOnlySpan<char> text)
    {
        if (text is [] or [' ' or '\t' or '\n', ..] || !text.Contains('\n') || text.EndsWith("\n\n"))
            return false;
        var last = text.TrimEnd('\n').LastIndexOf('\n');
        if (text[(last + 1)..].IndexOfAnyExcept(" \t\n") < 0)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\n' or '\t') && NeedsEscape(text, ref i))
                return false;
        }
        return true;
    }

    /// <summary>Numbers, true and false; dates and time spans as strings.</summary>
    public static void AppendAtom(TextBuffer buffer, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Double:
                AppendFloat(buffer, value.AsDouble(), value.AsDouble().ToString(CultureInfo.InvariantCulture));
                break;
            case ValueKind.Float:
                AppendFloat(buffer, value.AsFloat(), value.AsFloat().ToString(CultureInfo.InvariantCulture));
                break;
            case ValueKind.Date:
                Append(buffer, value.AsDate().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
                break;
            case ValueKind.TimeSpan:
                Append(buffer, value.AsTimeSpan().ToString());
                break;
            default:
                ValuePrinter.Append(buffer, value, ValuePrinter.DefaultDateFormat);
                break;
        }
    }

    /// <summary>YAML 1.1 knows an exponent only behind a point, and with a sign.</summary>
    private static void AppendFloat(TextBuffer buffer, double number, string text)
    {
        if (double.IsNaN(number))
            text = ".nan";
        else if (double.IsInfinity(number))
            text = number > 0 ? ".inf" : "-.inf";
        else if (text == "-0")
            text = "-0.0";
        else if (text.IndexOf('E', StringComparison.Ordinal) is > 0 and var exponent)
            text = $"{text[..exponent]}{(text.Contains('.', StringComparison.Ordinal) ? "" : ".0")}e{text[(exponent + 1)..]}";
        buffer.Append(text);
    }

    private static void AppendSingleQuoted(TextBuffer buffer, ReadOnlySpan<char> text)
    {
        buffer.Append('\'');
        foreach (var character in text)
        {
            if (character == '\'')
                buffer.Append('\'');
            buffer.Append(character);
        }
        buffer.Append('\'');
    }

    private static void AppendDoubleQuoted(TextBuffer buffer, ReadOnlySpan<char> text)
    {
        buffer.Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var at = i;
            if (text[i] is '"' or '\\' || NeedsEscape(text, ref i))
                AppendEscape(buffer, text[at]);
            else
                buffer.Append(text[at..(i + 1)]);
        }
        buffer.Append('"');
    }

    private static void AppendEscape(TextBuffer buffer, char character)
    {
        const string Characters = "\"\\\0\a\b\t\n\v\f\r\e\u0085\u00a0\u2028\u2029";
        const string Letters = "\"\\0abtnvfreN_LP";
        buffer.Append('\\');
        var known = Characters.IndexOf(character, StringComparison.Ordinal);
        if (known >= 0)
            buffer.Append(Letters[known]);
        else if (char.IsSurrogate(character))
            throw new FormatException("half of a character (a surrogate) cannot be written as YAML");
        else
            buffer.Append(character <= '\u00ff' ? $"x{(int)character:x2}" : $"u{(int)character:x4}");
    }

    private static bool NeedsEscape(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (NeedsEscape(text, ref i))
                return true;
        }
        return false;
    }

    /// <summary>Whether a character is not allowed in YAML as it is, or cannot be seen. Steps over the second half of a pair.</summary>
    private static bool NeedsEscape(ReadOnlySpan<char> text, ref int at)
    {
        var character = text[at];
        if (character is >= ' ' and <= '~')
            return false;
        if (!char.IsSurrogate(character))
            return PlainText.IsInvisible(character);
        if (!char.IsHighSurrogate(character) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
            return true;
        at++;
        return false;
    }
}
