namespace Converge.Linux.Resources.Texts;

/// <summary>One line among others.</summary>
internal static class LineEdit
{
    /// <param name="matches">Which lines it takes the place of.</param>
    /// <param name="goesBehind">Behind the last of which lines it goes if there is none to replace.</param>
    /// <returns>Whether anything had to be done, and the line that is replaced.</returns>
    public static (bool IsChanged, string? Replaced) Put(TextLines lines, string text, Predicate<string> matches, Predicate<string> goesBehind)
    {
        // Of several that match only the last is replaced; the others would be the next time if the line did not match, too.
        var at = matches(text) ? -1 : lines.FindIndex(line => line == text);
        if (at < 0)
            at = lines.FindLastIndex(matches);
        else
            return (false, null);
        if (at < 0)
        {
            lines.Insert(lines.FindLastIndex(goesBehind) is >= 0 and var behind ? behind + 1 : lines.Count, text);
            return (true, null);
        }
        var present = lines[at];
        if (present == text)
            return (false, null);
        lines[at] = text;
        return (true, present);
    }
}
