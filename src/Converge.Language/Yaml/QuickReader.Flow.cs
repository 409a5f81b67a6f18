namespace Converge.Language.Yaml;

/// <summary>Lists and mappings in brackets.</summary>
internal sealed partial class QuickReader
{
    /// <summary>The column of what the outermost brackets belong to.</summary>
    private int _flowParent;

    private YamlNode? ReadFlow()
    {
        if (!Enter())
            return null;
        var flow = _text[_at] == '[' ? ReadFlowSequence() : (YamlNode?)ReadFlowMapping();
        _depth--;
        return flow;
    }

    private YamlSequence? ReadFlowSequence()
    {
        var (start, first) = (_at++, _items.Count);
        if (!SkipFlowBlanks())
            return null;
        while (_text[_at] != ']')
        {
            if (ReadFlowNode() is not { } item || !FindNext(']'))
                return null;
            _items.Add(item);
        }
        return EndSequence(start, first, _end = ++_at);
    }

    private YamlMapping? ReadFlowMapping()
    {
        var (start, first) = (_at++, _entries.Count);
        if (!SkipFlowBlanks())
            return null;
        while (_text[_at] != '}')
        {
            if (!FindFlowScalar(out var found) || MakeKey(found) is not { } key)
                return null;
            _at++;
            if (!SkipFlowBlanks() || ReadFlowNode() is not { } value || !FindNext('}'))
                return null;
            _entries.Add(new(key, value));
        }
        return EndMapping(start, first, _end = ++_at);
    }

    /// <summary>Behind a member: to the next one, or to the bracket. A comma before the bracket is left to the parser.</summary>
    private bool FindNext(char bracket)
    {
        if (!SkipFlowBlanks())
            return false;
        if (_text[_at] == bracket)
            return true;
        return _text[_at++] == ',' && SkipFlowBlanks() && _text[_at] != bracket;
    }

    private YamlNode? ReadFlowNode()
    {
        if (_text[_at] is '[' or '{')
            return ReadFlow();
        return FindFlowScalar(out var scalar) && !scalar.IsEmpty && (_at == _text.Length || _text[_at] != ':') ? Make(scalar) : null;
    }

    /// <summary>To the next character, also in another line that is indented; comments are left to the parser.</summary>
    private bool SkipFlowBlanks()
    {
        var line = _line;
        while (_at < _text.Length && _text[_at] is ' ' or '\n')
        {
            if (_text[_at++] == '\n')
                _line = _at;
        }
        return _at < _text.Length && _text[_at] is not ('#' or '\t') && (_line == line || _at - _line > Math.Max(_flowParent, 0) || _text[_at] is ']' or '}');
    }

    private bool FindFlowScalar(out FoundScalar scalar)
    {
        if (_text[_at] is '"' or '\'')
            return FindQuoted(out scalar);
        scalar = default;
        if (IsIndicator(_text[_at]) || (_text[_at] == '-' && (IsBlank(_at + 1) || _text[_at + 1] is ',' or '[' or ']' or '{' or '}')))
            return false;
        var start = _at;
        while (true)
        {
            var length = _text.AsSpan(_at).IndexOfAny(FlowEnds);
            if (length < 0)
                return false;
            _at += length;
            switch (_text[_at])
            {
                case ':' when !IsBlank(_at + 1):
                    if (_text[_at + 1] is ',' or '[' or ']' or '{' or '}')
                        return false;
                    _at++;
                    break;
                case '#' when _text[_at - 1] != ' ':
                    _at++;
                    break;
                case '#' or '?' or '\t':
                    return false;
                default:
                    scalar = new(start, TrimEnd(start, _at), YamlScalarStyle.Plain);
                    return true;
            }
        }
    }
}
