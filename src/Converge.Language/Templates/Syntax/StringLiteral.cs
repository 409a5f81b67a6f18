using System.Globalization;
using System.Text;

namespace Converge.Language.Templates.Syntax;

/// <summary>What is inside a string of the source, its escapes resolved.</summary>
internal static class StringLiteral
{
    /// <param name="text">The characters between the quotes.</param>
    /// <param name="report">Called for an escape that does not exist, with its offset in <paramref name="text"/> and its length.</param>
    public static string Decode(ReadOnlySpan<char> text, bool isInterpolated, Action<int, int, string> report)
    {
        var next = text.IndexOf('\\');
        if (next < 0)
            return text.ToString();
        var result = new StringBuilder(text.Length);
        var position = 0;
        while (next >= 0)
        {
            result.Append(text[position..next]);
            position = next + Escape(text, next, isInterpolated, result, report);
            var following = text[position..].IndexOf('\\');
            next = following < 0 ? -1 : position + following;
        }
        return result.Append(text[position..]).ToString();
    }

    public static string DecodeVerbatim(ReadOnlySpan<char> text) => text.ToString().Replace("``", "`", StringComparison.Ordinal);

    /// <summary>Appends what the escape at this position stands for; returns its length.</summary>
    private static int Escape(ReadOnlySpan<char> text, int at, bool isInterpolated, StringBuilder result, Action<int, int, string> report)
    {
        var letter = at + 1 < text.Length ? text[at + 1] : '\0';
        switch (letter)
        {
            case '\n':
                return 2;
            case '\r':
                return at + 2 < text.Length && text[at + 2] == '\n' ? 3 : 2;
            case 'u':
                return HexEscape(text, at, 4, result, report);
            case 'x':
                return HexEscape(text, at, 2, result, report);
        }
        var character = Simple(letter, isInterpolated);
        if (character is { } found)
            result.Append(found);
        else
            report(at, 2, $"unknown escape '\\{letter}' in a string");
        return Math.Min(2, text.Length - at);
    }

    private static char? Simple(char letter, bool isInterpolated) => letter switch
    {
        '\\' or '"' or '\'' => letter,
        '{' when isInterpolated => letter,
        '0' => '\0',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        _ => null,
    };

    private static int HexEscape(ReadOnlySpan<char> text, int at, int digits, StringBuilder result, Action<int, int, string> report)
    {
        var end = Math.Min(text.Length, at + 2 + digits);
        var number = text[(at + 2)..end];
        if (number.Length == digits && ushort.TryParse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            result.Append((char)code);
        else
            report(at, end - at, $"'{text[at..end]}' is no escape: '\\{text[at + 1]}' wants {digits} hexadecimal digits");
        return end - at;
    }
}
