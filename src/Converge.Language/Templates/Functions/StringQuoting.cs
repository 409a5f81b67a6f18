using System.Buffers;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Language.Templates.Functions;

/// <summary>
/// One word or scalar of another syntax, whatever the text contains: nothing in the text can end it or mean anything.
/// null counts as the empty text.
/// </summary>
internal static class StringQuoting
{
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // No '=': a bare word with it is an assignment when it comes first, and zsh expands it at the start of a word.
    private static readonly SearchValues<char> BareInShell = SearchValues.Create(LettersAndDigits + "_@%+:,./-");
    private static readonly SearchValues<char> BareInIni = SearchValues.Create(LettersAndDigits + " _@+:,./-");

    /// <summary>
    /// One word of a POSIX shell: as it is if it consists of letters, digits and <c>_@%+:,./-</c>, else in single quotes.
    /// A text with a NUL character is an error.
    /// </summary>
    /// <example><![CDATA[
    /// {{ "it's here" | string.quote_sh }} -> 'it'\''s here'
    /// {{ "$(reboot)" | string.quote_sh }} -> '$(reboot)'
    /// {{ "/etc/hosts" | string.quote_sh }} -> /etc/hosts
    /// {{ "" | string.quote_sh }} -> ''
    /// ]]></example>
    public static Value QuoteShell(in Call call)
    {
        var text = WithoutNul(call);
        if (text.Length > 0 && text.AsSpan().IndexOfAnyExcept(BareInShell) < 0 && !IsShellKeyword(text))
            return Value.From(text);
        using var buffer = call.NewText();
        buffer.Append('\'');
        foreach (var character in text)
        {
            if (character == '\'')
                buffer.Append(@"'\''");
            else
                buffer.Append(character);
        }
        buffer.Append('\'');
        return buffer.ToValue();
    }

    /// <summary>One word of PowerShell, always in single quotes. A text with a NUL character is an error.</summary>
    /// <example><![CDATA[{{ "it's $here" | string.quote_ps }} -> 'it''s $here']]></example>
    public static Value QuotePowerShell(in Call call)
    {
        using var buffer = call.NewText();
        buffer.Append('\'');
        foreach (var character in WithoutNul(call))
        {
            // To PowerShell the typographic quotation marks are single quotes, too.
            if (character is '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B')
                buffer.Append(character);
            buffer.Append(character);
        }
        buffer.Append('\'');
        return buffer.ToValue();
    }

    /// <summary>A JSON string, with its quotes.</summary>
    /// <example><![CDATA[{{ 'say "hi"' | string.quote_json }} -> "say \"hi\""]]></example>
    public static Value QuoteJson(in Call call)
    {
        using var buffer = call.NewText();
        JsonWriter.AppendString(buffer, call.TextOrEmpty(0));
        return buffer.ToValue();
    }

    /// <summary>
    /// A YAML scalar that every reader takes for this very string, as key and as value, also inside of brackets: plain where
    /// that is certain, else in quotes. What looks like a number, a date, a boolean or null is quoted.
    /// </summary>
    /// <example><![CDATA[
    /// {{ "hello world" | string.quote_yaml }} -> hello world
    /// {{ "no" | string.quote_yaml }} -> "no"
    /// {{ "1.20" | string.quote_yaml }} -> "1.20"
    /// {{ "a: b # c" | string.quote_yaml }} -> "a: b # c"
    /// {{ "" | string.quote_yaml }} -> ""
    /// ]]></example>
    public static Value QuoteYaml(in Call call)
    {
        using var buffer = call.NewText();
        try
        {
            YamlScalarText.Append(buffer, call.TextOrEmpty(0));
        }
        catch (FormatException impossible)
        {
            throw call.Error(0, impossible.Message);
        }
        return buffer.ToValue();
    }

    /// <summary>
    /// A value of an INI file: as it is if it consists of letters, digits, inner blanks and <c>_@+:,./-</c>, else in double
    /// quotes, with a backslash before quotes and backslashes. A line end or another control character is an error.
    /// </summary>
    /// <example><![CDATA[
    /// {{ "10.0.0.1:80" | string.quote_ini }} -> 10.0.0.1:80
    /// {{ 'a;b "c"' | string.quote_ini }} -> "a;b \"c\""
    /// ]]></example>
    public static Value QuoteIni(in Call call)
    {
        var text = call.TextOrEmpty(0);
        var bare = text.Length > 0 && text[0] != ' ' && text[^1] != ' ' && text.AsSpan().IndexOfAnyExcept(BareInIni) < 0;
        if (bare)
            return Value.From(text);
        using var buffer = call.NewText();
        buffer.Append('"');
        foreach (var character in text)
        {
            if (character != '\t' && (char.IsControl(character) || character is '\u2028' or '\u2029'))
                throw call.Error(0, "an INI value cannot hold a line end or another control character");
            if (character is '"' or '\\')
                buffer.Append('\\');
            buffer.Append(character);
        }
        buffer.Append('"');
        return buffer.ToValue();
    }

    /// <summary>The text escaped for XML, between tags or in an attribute of either quote. What XML 1.0 cannot hold is an error.</summary>
    /// <example><![CDATA[{{ "a < b & \"c\"" | string.quote_xml }} -> a &lt; b &amp; &quot;c&quot;]]></example>
    public static Value QuoteXml(in Call call)
    {
        var text = call.TextOrEmpty(0);
        using var buffer = call.NewText();
        for (var at = 0; at < text.Length; at++)
        {
            var pair = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
            if (pair)
                buffer.Append(text.AsSpan(at++, 2));
            else if (!AppendXml(buffer, text[at]))
                throw call.Error(0, $"XML cannot hold the character at position {at} of the text");
        }
        return buffer.ToValue();
    }

    private static bool AppendXml(TextBuffer buffer, char character)
    {
        // A reader turns bare tabs and line ends in an attribute into blanks, and \r\n into \n anywhere.
        var escape = character switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            '\t' => "&#9;",
            '\n' => "&#10;",
            '\r' => "&#13;",
            _ => null,
        };
        if (escape is not null)
            buffer.Append(escape);
        else if (character < ' ' || char.IsSurrogate(character) || character is '\uFFFE' or '\uFFFF')
            return false;
        else
            buffer.Append(character);
        return true;
    }

    private static string WithoutNul(in Call call)
    {
        var text = call.TextOrEmpty(0);
        return text.Contains('\0') ? throw call.Error(0, "a word of a command line cannot hold a NUL character") : text;
    }

    /// <summary>Bare, such a word would be part of the shell's own language where a command is expected.</summary>
    private static bool IsShellKeyword(string text) => text is "if" or "then" or "elif" or "else" or "fi" or "for" or "in" or "do" or "done"
        or "while" or "until" or "case" or "esac" or "function" or "select" or "time" or "coproc";
}
