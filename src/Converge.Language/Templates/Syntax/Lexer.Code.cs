namespace Converge.Language.Templates.Syntax;

/// <content>Tokens of code.</content>
internal sealed partial class Lexer
{
    /// <summary>Reads to the end of the code block or of the source; returns the mark of the closing <c>}}</c>.</summary>
    private Trim ReadCode(bool isBlock)
    {
        _openBraces = 0;
        while (_position < _text.Length)
        {
            if (isBlock && _openBraces == 0 && TryReadExit(out var trim))
                return trim;
            ReadToken();
        }
        return Trim.None;
    }

    private bool TryReadExit(out Trim trim)
    {
        trim = Mark(Current);
        var length = trim == Trim.None ? 2 : 3;
        if (Peek(length - 2) != '}' || Peek(length - 1) != '}')
            return false;
        Take(TokenKind.CodeExit, length);
        return true;
    }

    private void ReadToken()
    {
        var character = Current;
        switch (character)
        {
            case '\n':
                Take(TokenKind.NewLine, 1);
                break;
            case '\r':
                Take(TokenKind.NewLine, Peek(1) == '\n' ? 2 : 1);
                break;
            case '#':
                SkipComment();
                break;
            case '"' or '\'':
                ReadString(character);
                break;
            case '`':
                ReadVerbatim();
                break;
            case '$':
                ReadDollar();
                break;
            case '{':
                Open(OpenBrace.Initializer);
                Take(TokenKind.OpenBrace, 1);
                break;
            case '}':
                ReadCloseBrace();
                break;
            case >= '0' and <= '9':
                ReadNumber();
                break;
            default:
                ReadOther(character);
                break;
        }
    }

    private void ReadOther(char character)
    {
        if (char.IsLetter(character) || character == '_')
            ReadIdentifier();
        else if (char.IsWhiteSpace(character))
            _position++;
        else if (Operator(character) is var (kind, length) && kind != TokenKind.Invalid)
            Take(kind, length);
        else
            ReadInvalid();
    }

    private void ReadIdentifier()
    {
        var start = _position;
        SkipIdentifier();
        Add(TokenKind.Identifier, start, _position);
    }

    private void SkipIdentifier()
    {
        var (text, position) = (_text, _position);
        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] == '_'))
            position++;
        _position = position;
    }

    private void ReadInvalid()
    {
        var character = Current;
        var hint = character switch
        {
            '&' => "a logical and is '&&'",
            '~' => "'~' is a mark only directly after '{{' or before '}}'",
            '\\' => "an escape belongs inside a string",
            _ => null,
        };
        var length = char.IsHighSurrogate(character) && char.IsLowSurrogate(Peek(1)) ? 2 : 1;
        Error(_position, length, $"invalid character '{_text.AsSpan(_position, length)}'", hint);
        Take(TokenKind.Invalid, length);
    }

    /// <summary><c>#</c> to the end of the line or block, <c>##</c> to the next <c>##</c> or the end of the block.</summary>
    private void SkipComment()
    {
        var isLong = Peek(1) == '#';
        _position += isLong ? 2 : 1;
        while (_position < _text.Length)
        {
            var character = Current;
            if (character == '}' && Peek(1) == '}' && _openBraces == 0)
            {
                // The mark of the closing delimiter is not part of the comment.
                if (Mark(_text[_position - 1]) != Trim.None)
                    _position--;
                return;
            }
            if (isLong && character == '#' && Peek(1) == '#')
            {
                _position += 2;
                return;
            }
            if (!isLong && character is '\n' or '\r')
                return;
            _position++;
        }
    }

    private void ReadCloseBrace()
    {
        var open = _openBraces > 0 ? _braces[--_openBraces] : OpenBrace.Initializer;
        var isInterpolation = open != OpenBrace.Initializer;
        Take(isInterpolation ? TokenKind.InterpolationClose : TokenKind.CloseBrace, 1);
        if (isInterpolation)
            ReadInterpolationText(open == OpenBrace.DoubleQuoted ? '"' : '\'');
    }

    private void ReadDollar()
    {
        var start = _position++;
        if (Current is '"' or '\'')
        {
            var quote = Current;
            _position++;
            Add(TokenKind.InterpolationStart, start, _position);
            ReadInterpolationText(quote);
            return;
        }
        if (Current == '$')
            _position++;
        else
            SkipIdentifier();
        Add(TokenKind.Local, start, _position);
    }

    private (TokenKind Kind, int Length) Operator(char first)
    {
        var second = Peek(1);
        return first switch
        {
            ';' => (TokenKind.Semicolon, 1),
            ',' => (TokenKind.Comma, 1),
            ':' => (TokenKind.Colon, 1),
            '(' => (TokenKind.OpenParen, 1),
            ')' => (TokenKind.CloseParen, 1),
            '[' => (TokenKind.OpenBracket, 1),
            ']' => (TokenKind.CloseBracket, 1),
            '@' => (TokenKind.At, 1),
            '^' => (TokenKind.Caret, 1),
            '.' => second != '.' ? (TokenKind.Dot, 1) : Peek(2) switch { '<' => (TokenKind.DotDotLess, 3), '.' => (TokenKind.Ellipsis, 3), _ => (TokenKind.DotDot, 2) },
            '?' => second switch { '.' => (TokenKind.QuestionDot, 2), '?' => (TokenKind.Coalesce, 2), '!' => (TokenKind.NotNullThen, 2), _ => (TokenKind.Question, 1) },
            '|' => second switch { '|' => (TokenKind.Or, 2), '>' => (TokenKind.Pipe, 2), _ => (TokenKind.Pipe, 1) },
            '&' when second == '&' => (TokenKind.And, 2),
            '!' => second == '=' ? (TokenKind.NotEqual, 2) : (TokenKind.Not, 1),
            '=' => second == '=' ? (TokenKind.EqualEqual, 2) : (TokenKind.Equal, 1),
            '<' => second switch { '=' => (TokenKind.LessEqual, 2), '<' => (TokenKind.ShiftLeft, 2), _ => (TokenKind.Less, 1) },
            '>' => second switch { '=' => (TokenKind.GreaterEqual, 2), '>' => (TokenKind.ShiftRight, 2), _ => (TokenKind.Greater, 1) },
            _ => Arithmetic(first, second),
        };
    }

    private (TokenKind Kind, int Length) Arithmetic(char first, char second) => first switch
    {
        '+' => second switch { '=' => (TokenKind.PlusEqual, 2), '+' => (TokenKind.PlusPlus, 2), _ => (TokenKind.Plus, 1) },
        '-' => second switch { '=' => (TokenKind.MinusEqual, 2), '-' => (TokenKind.MinusMinus, 2), _ => (TokenKind.Minus, 1) },
        '*' => second == '=' ? (TokenKind.StarEqual, 2) : (TokenKind.Star, 1),
        '%' => second == '=' ? (TokenKind.PercentEqual, 2) : (TokenKind.Percent, 1),
        '/' when second == '/' => Peek(2) == '=' ? (TokenKind.SlashSlashEqual, 3) : (TokenKind.SlashSlash, 2),
        '/' => second == '=' ? (TokenKind.SlashEqual, 2) : (TokenKind.Slash, 1),
        _ => (TokenKind.Invalid, 0),
    };
}
