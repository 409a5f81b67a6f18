using Converge.Language.Values;

namespace Converge.Nodes.Queries;

// Values: what a field is asked for.
internal sealed partial class QueryParser
{
    private const int LongestExcerpt = 40;

    private bool AtDelimiter => AtEnd || char.IsWhiteSpace(Current) || Current == ')';

    private static bool IsDelimiter(char character) => char.IsWhiteSpace(character) || character is '(' or ')' or '[' or ']' or '{' or '}' or '"';

    private static string Excerpt(ReadOnlySpan<char> text) => text.Length <= LongestExcerpt ? text.ToString() : $"{text[..LongestExcerpt]}...";

    private Condition? ParseFieldValue(Field field, int start)
    {
        if (AtDelimiter)
        {
            var next = _text.AsSpan(_position).TrimStart();
            var hint = next.Length > 0 && next[0] != ')' ? "the value follows without a blank" : "'*' finds every node that has the field";
            return Fail(start, _position - start, $"expected a value after '{Excerpt(_text.AsSpan(start, _position - start))}'", hint);
        }
        return Current == '(' ? ParseGroup(field) : ParseValue(field, start);
    }

    private FieldCondition? ParseValue(Field field, int start)
    {
        var test = Current switch
        {
            '[' or '{' => ParseRange(),
            '<' or '>' or '=' or '!' => ParseComparison(),
            _ => ParseWord(isRange: false) is { } word ? ToTest(word) : null,
        };
        if (test is null)
            return null;
        if (!AtDelimiter)
            return Fail(_position, 1, $"unexpected '{Current}' after '{Excerpt(_text.AsSpan(start, _position - start))}'", @"write '\' before it if it belongs to the value");
        return new(field, test) { Place = From(start) };
    }

    private ValueTest? ToTest(Word word)
    {
        if (word.HasWildcards)
            return word.Pattern == "*" ? new Exists() : new Like(word.Pattern);
        if (!word.IsQuoted && !CheckNetwork(word))
            return null;
        if (!word.IsQuoted && !IsKeyword(word.Text) && IsKeyword(word.Text.ToUpperInvariant()) && word.Text.Length == word.Length)
            _lowerKeywords.Add((word.Start, word.Length));
        return new EqualTo(new(word.Text));
    }

    private ValueTest? ParseComparison()
    {
        var start = _position;
        while (Current is '<' or '>' or '=' or '!')
            _position++;
        var sign = _text[start.._position];
        if (sign is not ("<" or "<=" or ">" or ">=" or "="))
            return FailInValue(start, sign.Length, $"there is no '{Excerpt(sign)}' in a query", sign.Contains('!', StringComparison.Ordinal) ? $"write '{Negation}' before the term" : "there are '<', '<=', '>', '>=' and '='");
        if (AtDelimiter)
            return FailInValue(start, sign.Length, $"expected a value after '{sign}'", AtEnd || Current == ')' ? null : "the value follows without a blank");
        if (ParseOrdered(isRange: false, sign) is not { } literal)
            return null;
        return sign switch
        {
            "=" => new EqualTo(literal),
            "<" => new Compared(Comparison.Less, literal),
            "<=" => new Compared(Comparison.AtMost, literal),
            ">" => new Compared(Comparison.More, literal),
            _ => new Compared(Comparison.AtLeast, literal),
        };
    }

    private ValueTest? ParseRange()
    {
        var open = _position++;
        if (Current == '{' && _text[open] == '{')
            return FailInValue(open, 2, "there is no '{{' in a query", Unrendered);
        if (!TryParseBound(_text[open], out var from))
            return null;
        SkipBlanks();
        if (!IsKeywordHere(To))
            return FailInRange(open);
        _position += To.Length;
        if (!TryParseBound(To, out var to))
            return null;
        SkipBlanks();
        if (Current is not (']' or '}'))
            return FailInValue(AtEnd ? open : _position, 1, AtEnd ? $"'{_text[open]}' is not closed" : $"expected ']' or '}}', found '{Current}'");
        var close = _text[_position++];
        if (from is null && to is null)
            return new Exists();
        return new Within(from is null ? null : new(from, _text[open] == '['), to is null ? null : new(to, close == ']'));
    }

    private ValueTest? FailInRange(int open)
    {
        if (AtEnd)
            return FailInValue(open, 1, $"'{_text[open]}' is not closed");
        var isLower = string.Compare(_text, _position, To, 0, To.Length, StringComparison.OrdinalIgnoreCase) == 0 && IsBlankOrEnd(_position + To.Length);
        return FailInValue(_position, isLower ? To.Length : 1, $"expected '{To}' in the range", isLower ? $"'{To}' is in capitals" : "a range is [2 TO 8], {2 TO 8} without its ends, or [2 TO *]");
    }

    private bool TryParseBound(object after, out Literal? bound)
    {
        bound = null;
        SkipBlanks();
        if (Current == '*' && (_position + 1 >= _text.Length || IsDelimiter(_text[_position + 1])))
        {
            _position++;
            return true;
        }
        if (AtEnd || IsKeywordHere(To) || (Current != '"' && IsDelimiter(Current)))
        {
            FailInValue(_position, 1, $"expected a value after '{after}'", "'*' is an open end");
            return false;
        }
        bound = ParseOrdered(isRange: true, "a range");
        return bound is not null;
    }

    /// <summary>A value that is compared, so no pattern.</summary>
    private Literal? ParseOrdered(bool isRange, string what)
    {
        if (ParseWord(isRange) is not { } word)
            return null;
        var literal = new Literal(word.Text);
        var quoted = isRange ? what : $"'{what}'";
        if (word.HasWildcards)
            FailInValue(word.Start, word.Length, $"a pattern cannot be compared by {quoted}", @"write '\' before a '*' or '?' that stands for itself");
        else if (what != "=" && !literal.HasOrder)
            FailInValue(word.Start, word.Length, $"'{Excerpt(word.Text)}' cannot be compared by {quoted}", literal.Kind == LiteralKind.Network ? "a network alone, as in ip:10.0.0.0/8, finds the addresses in it" : null);
        else if (word.IsQuoted || CheckNetwork(word))
            return literal;
        return null;
    }

    private bool CheckNetwork(Word word)
    {
        var slash = word.Text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IpAddress.TryParse(word.Text.AsSpan(0, slash), out var address) || IpNetwork.TryParse(word.Text, out _))
            return true;
        FailInValue(word.Start, word.Length, $"'{Excerpt(word.Text)}' is no network", $"expected a length from 0 to {address.Bits} after '/'");
        return false;
    }

    private ValueTest? FailInValue(int position, int length, string message, string? hint = null)
    {
        Fail(position, length, message, hint);
        return null;
    }
}
