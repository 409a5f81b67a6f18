using System.Globalization;
using System.Text;

namespace Converge.Language.Values;

/// <summary>Dates by strftime patterns, in the invariant culture.</summary>
internal static class DatePattern
{
    private const string DefaultAsFormat = "dd MMM yyyy";
    private const int LongestPattern = 4096;

    /// <summary>The date as text; an unknown code stays as it is.</summary>
    /// <param name="standard">What the pattern <c>%g</c>, alone, stands for, after a blank.</param>
    public static string Format(DateTime date, string pattern, string standard = ValuePrinter.DefaultDateFormat)
    {
        if (pattern == ValuePrinter.DefaultDateFormat)
            return date.ToString(DefaultAsFormat, CultureInfo.InvariantCulture);
        if (pattern == "%g")
            pattern = "%g " + standard;
        ExpectReasonable(pattern);
        var text = new StringBuilder();
        for (var position = 0; position < pattern.Length; position++)
        {
            if (pattern[position] == '%' && position + 1 < pattern.Length && Part(date, pattern[position + 1]) is { } part)
            {
                text.Append(part);
                position++;
            }
            else
            {
                text.Append(pattern[position]);
            }
        }
        return text.ToString();
    }

    /// <summary>The custom format of .NET for a pattern, for reading dates; null if a code has none.</summary>
    /// <param name="untranslatable">That code.</param>
    public static string? ToCustomFormat(string pattern, out char untranslatable)
    {
        untranslatable = default;
        ExpectReasonable(pattern);
        var format = new StringBuilder();
        for (var position = 0; position < pattern.Length; position++)
        {
            var code = pattern[position] == '%' && position + 1 < pattern.Length ? pattern[position + 1] : default;
            if (CustomFormat(code) is { } part)
            {
                format.Append(part);
                position++;
            }
            else if (IsComputed(code))
            {
                untranslatable = code;
                return null;
            }
            else
            {
                AppendLiteral(format, pattern[position]);
            }
        }
        // A single letter would be the name of a standard format.
        return format.Length == 1 ? $"%{format}" : format.ToString();
    }

    private static void AppendLiteral(StringBuilder format, char character)
    {
        // Blanks remain blanks, so that reading may skip them; escaped ones would have to match exactly.
        if (!char.IsWhiteSpace(character))
            format.Append('\\');
        format.Append(character);
    }

    // One part of a formatted date; null for an unknown code.
    private static string? Part(DateTime date, char code) => code switch
    {
        'e' => Padded(date.Day),
        'k' => Padded(date.Hour),
        'l' => Padded(date.Hour % 12 == 0 ? 12 : date.Hour % 12),
        'P' => date.Hour < 12 ? "am" : "pm",
        _ when IsComputed(code) => Computed(date, code),
        _ => CustomFormat(code) switch
        {
            null => null,
            "" => "",
            var format => date.ToString(format.Length == 1 ? $"%{format}" : format, CultureInfo.InvariantCulture),
        },
    };

    private static string? CustomFormat(char code) => code switch
    {
        'a' => "ddd",
        'A' => "dddd",
        'b' or 'h' => "MMM",
        'B' => "MMMM",
        'c' => "ddd MMM dd HH:mm:ss yyyy",
        'd' => "dd",
        'D' => "MM/dd/yy",
        'e' => "d",
        'F' => "yyyy-MM-dd",
        'g' => "",
        'H' => "HH",
        'I' => "hh",
        'k' => "H",
        'l' => "h",
        'L' => "fff",
        'm' => "MM",
        'M' => "mm",
        'N' => "fffffff'00'",
        'p' or 'P' => "tt",
        'r' => "hh:mm:ss tt",
        'R' => "HH:mm",
        'S' => "ss",
        'T' or 'X' => "HH:mm:ss",
        'x' => "MM/dd/yyyy",
        'y' => "yy",
        'Y' => "yyyy",
        'Z' => "zzz",
        _ => null,
    };

    private static bool IsComputed(char code) => "CjnstuUvVwW%".Contains(code);

    private static string Computed(DateTime date, char code) => code switch
    {
        'C' => Digits(date.Year / 100, 2),
        'j' => Digits(date.DayOfYear, 3),
        'n' => "\n",
        's' => new DateTimeOffset(date, TimeSpan.Zero).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        't' => "\t",
        'u' => Digits(date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek, 1),
        'U' => Week(date, CalendarWeekRule.FirstDay, DayOfWeek.Sunday),
        'v' => $"{Padded(date.Day)}-{date.ToString("MMM", CultureInfo.InvariantCulture).ToUpperInvariant()}-{Digits(date.Year, 4)}",
        'V' => Week(date, CalendarWeekRule.FirstFourDayWeek, DayOfWeek.Monday),
        'w' => Digits((int)date.DayOfWeek, 1),
        'W' => Week(date, CalendarWeekRule.FirstDay, DayOfWeek.Monday),
        _ => "%",
    };

    private static string Week(DateTime date, CalendarWeekRule rule, DayOfWeek first) =>
        Digits(CultureInfo.InvariantCulture.Calendar.GetWeekOfYear(date, rule, first), 2);

    private static string Digits(int number, int length) => number.ToString($"D{length}", CultureInfo.InvariantCulture);

    private static string Padded(int number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(2);

    private static void ExpectReasonable(string pattern)
    {
        if (pattern.Length > LongestPattern)
            throw new LimitException($"a date pattern is longer than {LongestPattern} characters");
    }
}
