using System.Text;

namespace Converge.Nodes.Queries;

// Words, with escapes and wildcards, and texts in quotes.
internal sealed partial class QueryParser
{
    /// <summary>A value as it was written; the pattern is it with its wildcards.</summary>
    private sealed record Word(int Start, int Length, string Text, string Pattern, bool HasWildcards, bool IsQuoted);

    private Word? ParseWord(bool isRange)
    {
        if (Current == '"')
            return ParseQuoted();
        var start = _position;
        var (text, pattern, hasWildcards) = (new StringBuilder(), new StringBuilder(), false);
        for (; !AtEnd && !IsDelimiter(Current); _position++)
        {
            var isWild = Current is '*' or '?';
            if (Current == '\\' && ++_position >= _text.Length)
                return FailInWord(_position - 1, @"expected a character after '\'");
            hasWildcards |= isWild;
            text.Append(Current);
            if (!isWild)
                Wildcards.AppendLiteral(pattern, Current);
            else if (Current == '?' || !EndsWithMany(pattern))
                pattern.Append(Current);
        }
        if (_position == start)
            return FailInWord(start, $"unexpected '{Current}'", isRange ? null : @"write '\' before it if it belongs to the value");
        return new(start, _position - start, text.ToString(), pattern.ToString(), hasWildcards, IsQuoted: false);
    }

    /// <summary>Whether a pattern ends with a <c>*</c> that is not escaped: another one adds nothing.</summary>
    private static bool EndsWithMany(StringBuilder pattern) => pattern.Length > 0 && pattern[^1] == '*' && (pattern.Length == 1 || pattern[^2] != '\\' || IsEscapedBackslash(pattern));

    private static bool IsEscapedBackslash(StringBuilder pattern)
    {
        var backslashes = 0;
        for (var position = pattern.Length - 2; position >= 0 && pattern[position] == '\\'; position--)
            backslashes++;
        return backslashes % 2 == 0;
    }

    private Word? ParseQuoted()
    {
        var open = _position++;
        var text = new StringBuilder();
        for (; !AtEnd && Current != '"'; _position++)
        {
            if (Current == '\\' && ++_position >= _text.Length)
                break;
            text.Append(Current);
        }
        if (AtEnd)
            return FailInWord(open, "the quote is not closed", "a quote inside is written '\\\"'");
        _position++;
        return new(open, _position - open, text.ToString(), "", HasWildcards: false, IsQuoted: true);
    }

    private Word? FailInWord(int position, string message, string? hint = null)
    {
        Fail(position, 1, message, hint);
        return null;
    }
}
