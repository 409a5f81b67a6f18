namespace Converge.Language.Templates.Syntax;

/// <content>The extent of strings and numbers; what they mean is decided by <see cref="StringLiteral"/> and <see cref="NumberLiteral"/>.</content>
internal sealed partial class Lexer
{
    private void ReadString(char quote)
    {
        var start = _position++;
        while (_position < _text.Length)
        {
            var found = _text.AsSpan(_position).IndexOfAny(quote, '\\');
            if (found < 0)
                break;
            _position += found;
            if (Current == quote)
            {
                _position++;
                Add(TokenKind.String, start, _position);
                return;
            }
            _position = Math.Min(_position + 2, _text.Length);
        }
        Unterminated(start, "string", quote);
    }

    private void ReadVerbatim()
    {
        var start = _position++;
        while (_position < _text.Length)
        {
            var found = _text.AsSpan(_position).IndexOf('`');
            if (found < 0)
                break;
            _position += found + 1;
            if (Current != '`')
            {
                Add(TokenKind.Verbatim, start, _position);
                return;
            }
            _position++;
        }
        Unterminated(start, "verbatim string", '`');
    }

    /// <summary>The text of an interpolated string, up to the next <c>{</c> or the closing quote.</summary>
    private void ReadInterpolationText(char quote)
    {
        var start = _position;
        while (_position < _text.Length)
        {
            var found = _text.AsSpan(_position).IndexOfAny(quote, '\\', '{');
            if (found < 0)
                break;
            _position += found;
            if (Current == '\\')
            {
                _position = Math.Min(_position + 2, _text.Length);
                continue;
            }
            if (_position > start)
                Add(TokenKind.InterpolationText, start, _position);
            if (Current == '{')
                Open(quote == '"' ? OpenBrace.DoubleQuoted : OpenBrace.SingleQuoted);
            Take(Current == '{' ? TokenKind.InterpolationOpen : TokenKind.InterpolationEnd, 1);
            return;
        }
        Unterminated(start, "interpolated string", quote);
    }

    private void Unterminated(int start, string what, char quote)
    {
        _position = _text.Length;
        var last = Math.Max(start, _text.Length - 1);
        var after = last < _text.Length ? Parser.Describe(_text.AsSpan(last, 1)) : "nothing";
        Error(last, 1, $"unexpected end of the source after {after}: the {what} is not closed by a {quote}");
        Add(TokenKind.Invalid, start, _text.Length);
    }

    private void ReadNumber()
    {
        var start = _position;
        while (char.IsAsciiDigit(Current))
            _position++;
        if (Current is '.' or '_' || char.IsLetter(Current))
            ReadOtherNumber(start);
        Add(TokenKind.Number, start, _position);
    }

    /// <summary>Other than plain digits; from the start again.</summary>
    private void ReadOtherNumber(int start)
    {
        _position = start;
        if (Current == '0' && Peek(1) is 'x' or 'X')
        {
            _position += 2;
            while (char.IsAsciiHexDigit(Current) || Current == '_')
                _position++;
            SkipSuffix("uU");
        }
        else if (Current == '0' && Peek(1) is 'b' or 'B')
        {
            _position += 2;
            while (Current is '0' or '1' or '_')
                _position++;
            SkipBinaryFraction();
        }
        else
        {
            SkipDecimal();
        }
    }

    private void SkipBinaryFraction()
    {
        if (Current == '.' && Peek(1) is '0' or '1')
        {
            _position++;
            while (Current is '0' or '1')
                _position++;
            SkipSuffix("fFdD");
        }
        else
        {
            SkipSuffix("uU");
        }
    }

    private void SkipDecimal()
    {
        SkipDigits();
        if (Current == '.' && BelongsToNumber(Peek(1)))
        {
            _position++;
            SkipDigits();
        }
        if (Current is 'e' or 'E')
        {
            var sign = Peek(1) is '+' or '-' ? 1 : 0;
            if (char.IsAsciiDigit(Peek(1 + sign)))
            {
                _position += 1 + sign;
                while (char.IsAsciiDigit(Current))
                    _position++;
            }
        }
        SkipSuffix("fFdDmM");
    }

    /// <summary>Whether a dot before this character is a decimal point: <c>1.5</c> and <c>1. </c>, but not <c>1..3</c> or <c>1.size</c>.</summary>
    private bool BelongsToNumber(char next)
    {
        if (next is 'e' or 'E' or 'f' or 'F' or 'd' or 'D' or 'm' or 'M')
            return !IsIdentifierPart(Peek(2)) || (next is 'e' or 'E' && char.IsAsciiDigit(Peek(2)));
        return next != '.' && next != '_' && !char.IsLetter(next);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Current) || Current == '_')
            _position++;
    }

    private void SkipSuffix(string letters)
    {
        if (letters.Contains(Current, StringComparison.Ordinal) && !IsIdentifierPart(Peek(1)))
            _position++;
    }

    private static bool IsIdentifierPart(char character) => char.IsLetterOrDigit(character) || character == '_';
}
