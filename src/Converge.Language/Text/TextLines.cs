namespace Converge.Language.Text;

/// <summary>A text line by line, so that putting the lines together gives the text again.</summary>
public static class TextLines
{
    /// <summary>The lines of a text, each with its newline; the last one may lack it.</summary>
    public static IEnumerable<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var start = 0; start < text.Length;)
        {
            var newline = text.IndexOf('\n', start);
            var end = newline < 0 ? text.Length : newline + 1;
            yield return text[start..end];
            start = end;
        }
    }
}
