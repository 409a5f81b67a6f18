namespace Converge.Language.Yaml;

/// <summary>Anchor and tag, which may stand before a node.</summary>
internal static class YamlProperties
{
    /// <summary>From the first of them to the node itself.</summary>
    public static int Skip(string text, int at)
    {
        while (at < text.Length && text[at] is '&' or '!')
        {
            at = SkipBlanks(text, at + TagLength(text, at));
        }
        return at;
    }

    /// <summary>Where the tag begins, by the position of the first property.</summary>
    public static int FindTag(string text, int at)
    {
        while (at < text.Length && text[at] == '&')
        {
            while (at < text.Length && !IsBlank(text[at]))
                at++;
            at = SkipBlanks(text, at);
        }
        return at;
    }

    /// <summary>Of a tag or an anchor, its mark included.</summary>
    public static int TagLength(string text, int at)
    {
        var end = at;
        if (text.AsSpan(at).StartsWith("!<") && text.AsSpan(at, EndOfLine(text, at) - at).IndexOf('>') is > 0 and var close)
            return close + 1;
        while (end < text.Length && !IsBlank(text[end]) && text[end] is not (',' or '[' or ']' or '{' or '}'))
            end++;
        return end - at;
    }

    /// <summary>To the next token: past blanks, line breaks and comments.</summary>
    public static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && (IsBlank(text[at]) || text[at] == '#'))
        {
            if (text[at] == '#')
                at = EndOfLine(text, at);
            else
                at++;
        }
        return at;
    }

    public static int EndOfLine(string text, int at)
    {
        var length = text.AsSpan(at).IndexOfAny('\r', '\n');
        return length < 0 ? text.Length : at + length;
    }

    private static bool IsBlank(char character) => character is ' ' or '\t' or '\r' or '\n';
}
