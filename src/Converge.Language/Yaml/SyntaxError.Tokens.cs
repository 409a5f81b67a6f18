using Converge.Language.Text;

namespace Converge.Language.Yaml;

/// <summary>Quotes, brackets and other characters that are at the wrong place, or missing.</summary>
internal sealed partial class SyntaxError
{
    /// <summary>The parser fails badly only over an escape, if it is in quotes at all.</summary>
    private bool IsInQuotes => _problem.Length == 0 && _outline.Quoted is { } quoted && quoted.Start < _at && quoted.End >= _at;

    private Diagnostic? ExplainQuotes()
    {
        if (Is("quoted scalar") && (Is("end of stream") || Is("document indicator")))
            return Error(_start, $"the string that begins here is not closed with {_text[_start]}");
        if (Is("wrong indentation"))
        {
            var error = Error(_start, $"the string that begins here is not closed with {_text[_start]} on its line", "close it there, or indent the lines that belong to it");
            return Relate(error, _source.Span(_at), "this line is not indented");
        }
        if (Is("While scanning a quoted scalar") || IsInQuotes)
            return ExplainEscape();
        if (_outline.Quoted is not { } quoted || quoted.End > _at || _at >= _text.Length || YamlProperties.SkipBlanks(_text, quoted.End) != _at)
            return null;
        if (Character(_at) is ':' or '#' or ',' or ']' or '}' || (IsFirstOnLine(_at) && _outline.Open.Count == 0))
            return null;
        var hint = _text[quoted.Start] == '\'' ? "write '' for a ' in a string in single quotes" : "write \\\" for a \" in a string in double quotes";
        return Relate(Error(_at, $"{Quote(_at)} stands behind the closing quote", hint), _source.Span(quoted.Start), "the string begins here");
    }

    private Diagnostic ExplainEscape()
    {
        var start = _outline.Quoted?.Start ?? _start;
        // The parser is at the backslash, or behind it and the letter.
        var at = _text.LastIndexOf('\\', Math.Min(_at, _text.Length - 1), Math.Min(_at, _text.Length - 1) - start);
        at = Math.Max(at, start);
        var escape = _text[at..Math.Min(at + 2, _text.Length)];
        var digits = escape[^1] switch { 'x' => 2, 'u' => 4, _ => 8 };
        if (Is("hexadecimal"))
            return Error(at, 2, $"'{escape}' needs {digits} hexadecimal digits");
        if (Is("unknown escape"))
            return Error(at, 2, $"unknown escape '{escape}'", "write \\\\ for a backslash, or use single quotes, in which it has no meaning");
        escape = _text[at..Math.Min(at + 2 + digits, _text.Length)];
        return Error(at, escape.Length, $"'{escape}' gives no valid character", "above U+FFFF, write \\U and eight digits");
    }

    private Diagnostic? ExplainBrackets()
    {
        if (_outline.Open.Count == 0)
            return null;
        var open = _outline.Open.First();
        if (YamlMistakes.FindBraces(_text, open) is >= 0 and var braces)
            return YamlMistakes.Braces(_source, braces);
        var (opening, closing) = _text[open] == '[' ? ('[', ']') : ('{', '}');
        if (YamlProperties.SkipBlanks(_text, _at) >= _text.Length)
            return Error(open, $"'{opening}' is not closed");
        if (_problem.Length == 0)
            return ExplainOpenLine();
        if (Is("did not find expected ',' or"))
            return Relate(Error(_at, $"expected ',' or '{closing}', not {Quote(_at)}"), _source.Span(open), $"'{opening}' is here");
        if (Is("expected node content") && Character(_at) is ',' or ']' or '}')
            return Relate(Error(_at, $"expected a value before '{_text[_at]}'"), _source.Span(open), $"'{opening}' is here");
        return null;
    }

    /// <summary>A line inside of brackets must be indented deeper than the key that they belong to.</summary>
    private Diagnostic? ExplainOpenLine()
    {
        var line = StartOfLine(_at);
        var open = _outline.Open.FirstOrDefault(at => at < line, -1);
        var first = line + Indentation(line);
        return open < 0 ? null : Relate(Error(open, $"'{_text[open]}' is not closed"), _source.Span(first), "this line would belong to it, but is not indented");
    }

    private Diagnostic? ExplainToken()
    {
        if (Is("anchor or alias"))
            return ExplainAnchor();
        if (Is("cannot start any token"))
            return YamlMistakes.Beginning(_source, Math.Min(_start, _text.Length - 1));
        if (Is("invalid comment after") || Is("comment without"))
            return Error(_at, "no blank before '#'", "a comment begins with a blank and '#'");
        if (Is("Block sequence entries") || Is("Anchor before sequence entry"))
            return Error(_at, "a list cannot begin on this line", "begin a new line with '- '");
        if (Is("Mapping keys are not allowed"))
            return Error(_at, "'?' cannot stand here", "put quotes around a string that begins with it");
        if (Is("more than one anchor"))
            return Error(_at, $"a second anchor, {Quote(_at)}");
        if (Is("did not find expected token"))
            return Error(_at, $"the alias {Quote(_at)} cannot have an anchor or a tag");
        if (Is("undefined tag handle") || Is("While scanning a tag,") || Is("comma at end of tag"))
            return ExplainTag(_start);
        if (_problem.Length == 0 && FindTagBefore() is >= 0 and var tag)
            return ExplainTag(tag);
        if (Is("expected node content"))
            return Error(_at, $"unexpected {Quote(_at)}", "put quotes around a string that begins with it");
        return Is("block scalar") ? ExplainBlockScalar() : null;
    }

    private Diagnostic ExplainAnchor()
    {
        var mark = _text[_start] == '*' ? "an alias" : "an anchor";
        return Error(_start, $"'{_text[_start]}' begins {mark}, but no name follows", "put quotes around a string that begins with it");
    }

    private Diagnostic ExplainTag(int at)
    {
        var tag = _text.Substring(at, YamlProperties.TagLength(_text, at));
        return Error(at, tag.Length, $"unknown tag '{tag}'", CoreTags.Hint(tag));
    }

    /// <summary>Where the word before the parser begins, if it is a tag.</summary>
    private int FindTagBefore()
    {
        var end = _at;
        while (end > 0 && _text[end - 1] is ' ' or '\t')
            end--;
        var start = end;
        while (start > 0 && _text[start - 1] is not (' ' or '\t' or '\r' or '\n' or ',' or '[' or '{'))
            start--;
        return start < end && _text[start] == '!' ? start : -1;
    }

    private int FirstOfBlankLines(int line)
    {
        while (line > 0)
        {
            var above = LineAbove(line);
            if (_text.AsSpan(above, line - above).ContainsAnyExcept(" \r\n"))
                break;
            line = above;
        }
        return line;
    }

    private Diagnostic ExplainBlockScalar()
    {
        if (Is("extra spaces") || Is("more spaces"))
            return Error(FirstOfBlankLines(StartOfLine(_start)), "the string begins with a line of blanks, which hides its indentation", "remove the blanks, or give the indentation, such as '|2'");
        if (Is("equal to 0"))
            return Error(_at, "the indentation of a string cannot be 0");
        return Error(_at, $"{Quote(_at)} stands behind '{_text[_start]}'", "the string begins on the next line");
    }
}
