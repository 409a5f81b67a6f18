namespace Converge.Language.Yaml;

/// <summary>
/// Quotes and brackets of a text that the parser refused, to tell what was left open. It is a guess: it knows about
/// YAML only what is needed for that, and is asked only after a failure.
/// </summary>
internal sealed class YamlOutline
{
    private readonly string _text;
    private readonly int _until;
    private readonly Stack<int> _open = new();
    private int _at;
    private int _line;

    /// <summary>Column of what a block scalar on this line would belong to.</summary>
    private int _owner;

    private YamlOutline(string text, int until)
    {
        _text = text;
        _until = Math.Min(until, text.Length);
    }

    /// <summary>Brackets that have not been closed, innermost first.</summary>
    public IReadOnlyCollection<int> Open => _open;

    /// <summary>The last text in quotes; its end is where it is closed, or the end of everything.</summary>
    public (int Start, int End)? Quoted { get; private set; }

    public static YamlOutline Of(string text, int until)
    {
        var outline = new YamlOutline(text, until);
        while (outline._at < outline._until)
            outline.ReadToken();
        return outline;
    }

    private void ReadToken()
    {
        switch (_text[_at])
        {
            case '\r' or '\n':
                _line = ++_at;
                break;
            case ' ' or '\t' or ',' or ':' or '?':
                _at++;
                break;
            case '#':
                _at = YamlProperties.EndOfLine(_text, _at);
                break;
            case '"' or '\'':
                ReadQuoted();
                break;
            case '[' or '{':
                _open.Push(_at++);
                break;
            case ']' or '}' when _open.Count > 0:
                _open.Pop();
                _at++;
                break;
            case '|' or '>' when _open.Count == 0:
                ReadBlock();
                break;
            case '&' or '!':
                _at += Math.Max(1, YamlProperties.TagLength(_text, _at));
                break;
            default:
                ReadPlain();
                break;
        }
    }

    private void ReadQuoted()
    {
        var start = _at++;
        var quote = _text[start];
        while (_at < _text.Length && (_text[_at] != quote || IsDoubled(quote)))
            _at += _text[_at] == quote || (quote == '"' && _text[_at] == '\\') ? 2 : 1;
        _at = Math.Min(_at + 1, _text.Length);
        _owner = start - _line;
        Quoted = (start, _at);
        var lastBreak = _text.AsSpan(start, _at - start).LastIndexOfAny('\r', '\n');
        if (lastBreak >= 0)
            _line = start + lastBreak + 1;
    }

    private bool IsDoubled(char quote) => quote == '\'' && _at + 1 < _text.Length && _text[_at + 1] == '\'';

    /// <summary>To the next line that is indented less than the first one, or than an indicator says.</summary>
    private void ReadBlock()
    {
        var header = YamlProperties.EndOfLine(_text, _at);
        var digit = _text.AsSpan(_at, header - _at).IndexOfAnyInRange('1', '9');
        var indentation = digit is 1 or 2 ? _owner + _text[_at + digit] - '0' : -1;
        _at = header;
        while (_at < _text.Length)
        {
            var line = NextLine(_at);
            var end = YamlProperties.EndOfLine(_text, line);
            var blanks = _text.AsSpan(line, end - line).IndexOfAnyExcept(' ');
            if (indentation < 0 && blanks >= 0)
                indentation = Math.Max(blanks, _owner + 1);
            if (line >= _text.Length || (blanks >= 0 && blanks < indentation))
                return;
            _at = end;
        }
    }

    private void ReadPlain()
    {
        var start = _at;
        if (_text[_at] == '-' && (_at + 1 == _text.Length || _text[_at + 1] is ' ' or '\t' or '\r' or '\n'))
        {
            _owner = _at++ - _line;
            return;
        }
        while (_at < _text.Length && !EndsPlain())
            _at++;
        if (_at < _text.Length && _text[_at] == ':')
            _owner = start - _line;
        _at = Math.Max(_at, start + 1);
    }

    private bool EndsPlain()
    {
        var next = _at + 1 < _text.Length ? _text[_at + 1] : '\n';
        return _text[_at] switch
        {
            '\r' or '\n' => true,
            ':' => next is ' ' or '\t' or '\r' or '\n',
            ' ' or '\t' => next == '#',
            ',' or '[' or ']' or '{' or '}' => _open.Count > 0,
            _ => false,
        };
    }

    private int NextLine(int at) =>
        at + 1 < _text.Length && _text[at] == '\r' && _text[at + 1] == '\n' ? at + 2 : Math.Min(at + 1, _text.Length);
}
