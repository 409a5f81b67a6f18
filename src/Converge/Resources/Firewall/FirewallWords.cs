namespace Converge.Resources.Firewall;

/// <summary>A word of a rule and where it stands.</summary>
internal readonly record struct FirewallWord(string Text, Range Part);

/// <summary>Divides a rule into words; quotes keep blanks together, as in a shell.</summary>
internal static class FirewallWords
{
    public static List<FirewallWord>? Split(string text, out FirewallError? error)
    {
        error = null;
        var words = new List<FirewallWord>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var isQuoted = text[at] is '\'' or '"';
            var end = isQuoted ? text.IndexOf(text[at], at + 1) : EndOfWord(text, at);
            if (end < 0)
            {
                error = new(at.., "the quote is not closed");
                return null;
            }
            words.Add(isQuoted ? new(text[(at + 1)..end], at..(end + 1)) : new(text[at..end], at..end));
            at = isQuoted ? end + 1 : end;
        }
        return words;
    }

    private static int EndOfWord(string text, int at)
    {
        while (at < text.Length && !char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }

    /// <summary>The word in quotes if it needs them.</summary>
    public static string Quote(string word)
    {
        var isBare = word.Length > 0 && word[0] is not ('\'' or '"') && !word.Any(char.IsWhiteSpace);
        return isBare ? word : word.Contains('\'', StringComparison.Ordinal) ? $"\"{word}\"" : $"'{word}'";
    }
}
