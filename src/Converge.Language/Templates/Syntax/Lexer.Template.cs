namespace Converge.Language.Templates.Syntax;

/// <content>Text, escape blocks, and the marks that remove whitespace around blocks.</content>
internal sealed partial class Lexer
{
    private enum Trim
    {
        None,
        Line,
        Greedy,
    }

    private void ReadTemplate()
    {
        var textStart = 0;
        while (true)
        {
            var open = FindBlock(_position);
            if (open < 0)
            {
                AddText(textStart, _text.Length);
                return;
            }
            _position = open;
            var percents = CountPercents(open + 1);
            var left = ReadMark(open + 2 + percents);
            AddText(textStart, TrimBefore(textStart, open, left));
            _position = open + 2 + percents + (left == Trim.None ? 0 : 1);
            var right = percents > 0 ? ReadEscape(percents) : ReadCodeBlock(open);
            textStart = _position = TrimAfter(_position, right);
        }
    }

    private Trim ReadCodeBlock(int open)
    {
        Add(TokenKind.CodeEnter, open, _position);
        return ReadCode(isBlock: true);
    }

    /// <summary>The next <c>{{</c> or <c>{%...%{</c>.</summary>
    private int FindBlock(int from)
    {
        while (true)
        {
            from = _text.IndexOf('{', from);
            if (from < 0)
                return -1;
            var next = from + 1 < _text.Length ? _text[from + 1] : '\0';
            if (next == '{')
                return from;
            if (next != '%')
            {
                from++;
                continue;
            }
            var afterPercents = from + 1 + CountPercents(from + 1);
            if (afterPercents < _text.Length && _text[afterPercents] == '{')
                return from;
            from = afterPercents;
        }
    }

    private int CountPercents(int from)
    {
        var end = from;
        while (end < _text.Length && _text[end] == '%')
            end++;
        return end - from;
    }

    private Trim ReadMark(int at) => at >= _text.Length ? Trim.None : Mark(_text[at]);

    private static Trim Mark(char character) => character switch
    {
        '-' => Trim.Greedy,
        '~' => Trim.Line,
        _ => Trim.None,
    };

    private Trim ReadEscape(int percents)
    {
        var close = string.Concat("}", new string('%', percents), "}");
        var start = _position;
        var end = _text.IndexOf(close, start, StringComparison.Ordinal);
        if (end < 0)
        {
            AddText(start, _text.Length);
            _position = _text.Length;
            return Trim.None;
        }
        _position = end + close.Length;
        var mark = end > start ? Mark(_text[end - 1]) : Trim.None;
        AddText(start, mark == Trim.None ? end : end - 1);
        return mark;
    }

    private void AddText(int start, int end)
    {
        if (end > start)
            Add(TokenKind.Text, start, end);
    }

    private int TrimBefore(int start, int end, Trim trim)
    {
        if (trim == Trim.None)
            return end;
        while (end > start && char.IsWhiteSpace(_text[end - 1]) && (trim == Trim.Greedy || _text[end - 1] is not ('\n' or '\r')))
            end--;
        return end;
    }

    private int TrimAfter(int start, Trim trim)
    {
        if (trim == Trim.None)
            return start;
        while (start < _text.Length && char.IsWhiteSpace(_text[start]))
        {
            var character = _text[start++];
            if (trim == Trim.Greedy || character is not ('\n' or '\r'))
                continue;
            return character == '\r' && start < _text.Length && _text[start] == '\n' ? start + 1 : start;
        }
        return start;
    }
}
