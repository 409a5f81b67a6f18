using System.Text;

namespace Converge.Language.Text;

/// <summary>
/// What others wrote, for a terminal, which it must not steer: control characters and those that turn the direction of
/// writing are replaced.
/// </summary>
public static class PrintableText
{
    /// <param name="lineBreak">What stands for the end of a line.</param>
    public static string Of(string text, string lineBreak = "\n")
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
                result.Append(lineBreak);
            else if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                result.Append(text[i]).Append(text[++i]);
            else
                result.Append(IsHarmless(text[i]) ? text[i] : '\uFFFD');
        }
        return result.ToString();
    }

    private static bool IsHarmless(char character) =>
        character == '\t' || !(char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029'
            or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
