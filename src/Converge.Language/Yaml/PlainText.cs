namespace Converge.Language.Yaml;

/// <summary>Which strings need no quotes, in YAML 1.1 and 1.2, inside of brackets and outside.</summary>
internal static class PlainText
{
    public static bool IsSafe(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !BeginsSafely(text) || text[^1] is ' ' or ':' || IsWord(text) || IsNumber(text) || IsTimestamp(text))
            return false;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] is >= 'a' and <= 'z')
                continue;
            if (text[i] is ',' or '[' or ']' or '{' or '}' or '?' or '"' or '\'' or '\\' || IsInvisible(text[i]) || char.IsSurrogate(text[i]))
                return false;
            // An asterisk there is allowed, but YamlDotNet does not end a key behind it.
            if ((text[i] is '#' or '*' && text[i - 1] == ' ') || (text[i] == ' ' && text[i - 1] == ':'))
                return false;
        }
        return true;
    }

    /// <summary>Not allowed, not to be seen, or a line break to some reader.</summary>
    public static bool IsInvisible(char character) =>
        char.IsControl(character) || character is '\u00a0' or '\u2028' or '\u2029' or '\ufeff' or >= '\ufffd'
            or (>= '\u200b' and <= '\u200f') or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static bool BeginsSafely(ReadOnlySpan<char> text) =>
        char.IsLetterOrDigit(text[0]) || text[0] is '_' or '/' or '+' or '(' or '$' or '^' or ';'
        || (text[0] == '-' && text.Length > 1 && text[1] is not ' ' && !text.StartsWith("---"))
        || (text[0] == '.' && !text.StartsWith("..."))
        || (text[0] == '~' && text.Length > 1);

    /// <summary>What YAML 1.1 or 1.2 reads as true, false or null, in any case.</summary>
    private static bool IsWord(ReadOnlySpan<char> text)
    {
        const int Longest = 5;
        if (text.Length > Longest)
            return false;
        Span<char> lower = stackalloc char[text.Length];
        text.ToLowerInvariant(lower);
        return lower is "true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n"
            or ".inf" or "+.inf" or "-.inf" or ".nan";
    }

    /// <summary>
    /// Also with <c>_</c>, with a leading zero, to the base 2, 8, 16 or 60. Two points make no number: <c>10.0.0.1</c>.
    /// </summary>
    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        if (text[0] is '+' or '-')
            text = text[1..];
        if (text.IsEmpty || !(char.IsAsciiDigit(text[0]) || text[0] == '.'))
            return false;
        if (text is ['0', 'x' or 'X' or 'o' or 'O' or 'b' or 'B', ..])
            return Count(text[2..], static c => char.IsAsciiHexDigit(c) || c == '_') == text.Length - 2;
        var length = Count(text, static c => char.IsAsciiDigit(c) || c is '_' or ':' or '.');
        if (text[..length].Count('.') > 1)
            return false;
        if (length == text.Length)
            return true;
        var exponent = text[(length + 1)..];
        return text[length] is 'e' or 'E' && Count(exponent, static c => char.IsAsciiDigit(c) || c is '+' or '-' or '_') == exponent.Length;
    }

    /// <summary>How many characters at the beginning are of a kind.</summary>
    private static int Count(ReadOnlySpan<char> text, Func<char, bool> isOfKind)
    {
        var length = 0;
        while (length < text.Length && isOfKind(text[length]))
            length++;
        return length;
    }

    /// <summary><c>2026-01-31</c>, whatever follows.</summary>
    private static bool IsTimestamp(ReadOnlySpan<char> text)
    {
        const int Year = 4;
        return text.Length > Year + 2 && text[Year] == '-' && text[..Year].IndexOfAnyExceptInRange('0', '9') < 0 && char.IsAsciiDigit(text[Year + 1])
            && text[(Year + 1)..].IndexOfAnyExceptInRange('0', '9') is > 0 and <= 2 and var month && text[Year + 1 + month] == '-';
    }
}
