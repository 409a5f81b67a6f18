using System.Text;

namespace Converge.Language.Values;

/// <summary>
/// Reads one JSON document into values. It is written by hand because the reader of the platform takes longer to start
/// than a small render takes altogether, and does not say what it expected.
/// </summary>
internal sealed class JsonReader(string text, int mostValues)
{
    private const char End = '\0';

    private int _position;
    private int _depth;
    private int _values;

    public Value Read()
    {
        var value = ReadValue();
        Next();
        return _position == text.Length ? value : throw Unexpected("the end");
    }

    private Value ReadValue()
    {
        if (++_values > mostValues)
            throw new LimitException($"a JSON document would have more than {mostValues} values");
        switch (Next())
        {
            case '{':
                return Value.From(ReadObject());
            case '[':
                return Value.From(ReadArray());
            case '"':
                return Value.From(ReadText());
            case '-' or (>= '0' and <= '9'):
                return ReadNumber();
            case 't':
                return ReadWord("true", Value.True);
            case 'f':
                return ReadWord("false", Value.False);
            case 'n':
                return ReadWord("null", Value.Null);
            default:
                throw Unexpected("a value");
        }
    }

    private ScriptObject ReadObject()
    {
        Enter();
        var members = new ScriptObject();
        for (var closed = TryTake('}'); !closed; closed = !TakeSeparator('}'))
        {
            if (Next() != '"')
                throw Unexpected("a name in double quotes");
            var key = ReadText();
            if (!TryTake(':'))
                throw Unexpected("':'");
            members.Set(key, ReadValue());
        }
        _depth--;
        return members;
    }

    private ScriptArray ReadArray()
    {
        Enter();
        var items = new ScriptArray();
        for (var closed = TryTake(']'); !closed; closed = !TakeSeparator(']'))
            items.Add(ReadValue());
        _depth--;
        return items;
    }

    private void Enter()
    {
        if (_depth++ >= JsonText.DeepestNesting)
            throw Problem($"JSON is nested deeper than {JsonText.DeepestNesting} levels", _position);
        _position++;
    }

    /// <returns>Whether another item follows; false after the closing bracket.</returns>
    private bool TakeSeparator(char closing)
    {
        if (TryTake(','))
            return true;
        return TryTake(closing) ? false : throw Unexpected($"',' or '{closing}'");
    }

    private bool TryTake(char expected)
    {
        if (Next() != expected)
            return false;
        _position++;
        return true;
    }

    private Value ReadWord(string word, Value value)
    {
        foreach (var letter in word)
        {
            if (Current != letter)
                throw Unexpected($"'{word}'");
            _position++;
        }
        return value;
    }

    private string ReadText()
    {
        var start = _position++;
        var from = _position;
        StringBuilder? unescaped = null;
        while (Current != '"')
        {
            if (Current < ' ')
                throw Unexpected(_position < text.Length ? "an escape instead of a control character" : "'\"'");
            if (Current == '\\')
            {
                unescaped ??= new();
                unescaped.Append(text, from, _position - from).Append(ReadEscape());
                from = _position;
            }
            else
            {
                SkipCharacter();
            }
        }
        var rest = text[from.._position++];
        if (unescaped is null)
            return rest;
        var result = unescaped.Append(rest).ToString();
        return HasHalf(result) ? throw Problem(JsonTextException.Half, start) : result;
    }

    private void SkipCharacter()
    {
        if (char.IsSurrogate(Current))
        {
            if (_position + 1 == text.Length || !char.IsSurrogatePair(Current, text[_position + 1]))
                throw Problem(JsonTextException.Half, _position);
            _position++;
        }
        _position++;
    }

    private char ReadEscape()
    {
        _position++;
        var escape = Current;
        if (escape == 'u')
            return ReadCodeUnit();
        var index = "\"\\/bfnrt".IndexOf(escape, StringComparison.Ordinal);
        if (index < 0)
            throw Unexpected("one of '\"\\/bfnrtu' after '\\'");
        _position++;
        return "\"\\/\b\f\n\r\t"[index];
    }

    private char ReadCodeUnit()
    {
        const int Digits = 4;
        _position++;
        var unit = 0;
        for (var digit = 0; digit < Digits; digit++)
        {
            if (!char.IsAsciiHexDigit(Current))
                throw Unexpected("four hexadecimal digits after '\\u'");
            unit = unit * 16 + (Current <= '9' ? Current - '0' : (Current | ' ') - 'a' + 10);
            _position++;
        }
        return (char)unit;
    }

    private static bool HasHalf(string text)
    {
        for (var position = 0; position < text.Length; position++)
        {
            if (!char.IsSurrogate(text[position]))
                continue;
            if (position + 1 == text.Length || !char.IsSurrogatePair(text[position], text[position + 1]))
                return true;
            position++;
        }
        return false;
    }

    private Value ReadNumber()
    {
        const int AlwaysLong = 18;
        var start = _position;
        if (Current == '-')
            _position++;
        var first = _position;
        if (Current == '0')
            _position++;
        else
            SkipDigits();
        var isInteger = Current is not ('.' or 'e' or 'E');
        if (Current == '.')
        {
            _position++;
            SkipDigits();
        }
        if (Current is 'e' or 'E')
        {
            _position++;
            if (Current is '+' or '-')
                _position++;
            SkipDigits();
        }
        if (isInteger && _position - first <= AlwaysLong)
            return Value.From(ReadDigits(first) * (first > start ? -1 : 1));
        return JsonNumber.Read(text[start.._position], out var problem) is { IsNull: false } number ? number : throw Problem(problem!, start);
    }

    private long ReadDigits(int start)
    {
        long number = 0;
        for (var digit = start; digit < _position; digit++)
            number = number * 10 + (text[digit] - '0');
        return number;
    }

    private void SkipDigits()
    {
        if (!char.IsAsciiDigit(Current))
            throw Unexpected("a digit");
        while (char.IsAsciiDigit(Current))
            _position++;
    }

    private char Current => _position < text.Length ? text[_position] : End;

    /// <summary>The character after any blanks.</summary>
    private char Next()
    {
        while (Current is ' ' or '\n' or '\r' or '\t')
            _position++;
        return Current;
    }

    private JsonTextException Unexpected(string expected) =>
        Problem(_position < text.Length ? $"invalid JSON: expected {expected}" : $"invalid JSON: unexpected end, expected {expected}", _position);

    private JsonTextException Problem(string problem, int offset) => new(problem, text, offset);
}
