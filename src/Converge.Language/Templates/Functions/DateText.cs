using System.Globalization;
using System.Text.RegularExpressions;

namespace Converge.Language.Templates.Functions;

/// <summary>
/// Dates as people and programs write them. The parsers of .NET take missing parts from the clock; here a text has to
/// name the day, and without an offset it means UTC.
/// </summary>
internal static partial class DateText
{
    private const int LongestText = 80;
    private const int TickDigits = 7;

    private static readonly string[] DayFormats =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "M/d/yyyy",
        "d MMM yyyy", "d MMMM yyyy", "d-MMM-yyyy", "MMM d yyyy", "MMMM d yyyy", "MMM d, yyyy", "MMMM d, yyyy",
        "ddd, d MMM yyyy", "dddd, d MMMM yyyy", "ddd, MMM d, yyyy", "dddd, MMMM d, yyyy",
    ];

    public static bool TryParse(string text, out DateTime date)
    {
        date = default;
        var parts = text.Length <= LongestText ? Shape().Match(text) : Match.Empty;
        return parts.Success
            && DateTime.TryParseExact(
                parts.Groups["day"].ValueSpan, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var day)
            && TryReadTime(parts.Groups, out var time)
            && TryReadOffset(parts.Groups["offset"].ValueSpan, out var offset)
            && TryCombine(day.Ticks + time.Ticks - offset.Ticks, out date);
    }

    private static bool TryReadTime(GroupCollection parts, out TimeSpan time)
    {
        time = default;
        if (!parts["hour"].Success)
            return true;
        var (hour, minute, second) = (Number(parts["hour"].ValueSpan), Number(parts["minute"].ValueSpan), Number(parts["second"].ValueSpan));
        if (parts["half"].Success)
        {
            if (hour is < 1 or > 12)
                return false;
            hour = hour % 12 + (parts["half"].ValueSpan[0] is 'p' or 'P' ? 12 : 0);
        }
        if (hour > 23 || minute > 59 || second > 59)
            return false;
        var fraction = parts["fraction"].Value.PadRight(TickDigits, '0').AsSpan(0, TickDigits);
        time = new TimeSpan(hour, minute, second) + TimeSpan.FromTicks(Number(fraction));
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text.IsEmpty || text[0] is not ('+' or '-'))
            return true;
        var (hours, minutes) = (Number(text[1..3]), Number(text[^2..]));
        if (hours > 14 || minutes > 59)
            return false;
        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryCombine(long ticks, out DateTime date)
    {
        var fits = ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks;
        date = fits ? new DateTime(ticks, DateTimeKind.Utc) : default;
        return fits;
    }

    private static int Number(ReadOnlySpan<char> digits) =>
        digits.IsEmpty ? 0 : int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        """
        ^\s*(?<day>[^:]*[0-9])
        (
          (T|,?\s+)
          (?<hour>[0-9]{1,2}) : (?<minute>[0-9]{2}) ( : (?<second>[0-9]{2}) ( \. (?<fraction>[0-9]{1,18}) )? )?
          (\s*(?<half>[AP]M))?
          (\s*(?<offset>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?
        )?\s*$
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}
