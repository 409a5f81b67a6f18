using System.Globalization;

namespace Converge.Nodes.Queries;

/// <summary>
/// A date as ISO 8601 writes it, in UTC unless it says otherwise. What was left out makes it longer: <c>2026-01-02</c> is a
/// day, <c>2026-01-02T10:20</c> a minute.
/// </summary>
/// <param name="Start">The first instant.</param>
/// <param name="Length">At least one tick.</param>
public readonly record struct DateSpan(DateTime Start, TimeSpan Length)
{
    private const int DayLength = 10;
    private const int LongestText = 40;
    private const int TickDigits = 7;

    public static bool TryParse(ReadOnlySpan<char> text, out DateSpan date)
    {
        date = default;
        if (text.Length is < DayLength or > LongestText || text[4] != '-'
            || !DateTime.TryParseExact(text[..DayLength], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return false;
        if (text.Length == DayLength)
        {
            date = new(DateTime.SpecifyKind(day, DateTimeKind.Utc), TimeSpan.FromDays(1));
            return true;
        }
        var rest = text[(DayLength + 1)..];
        var (ticks, length) = (day.Ticks, 0L);
        if (text[DayLength] is not ('T' or ' ') || !TryTakeTime(ref rest, ref ticks, ref length) || !TryTakeOffset(rest, ref ticks))
            return false;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        date = new(new DateTime(ticks, DateTimeKind.Utc), new TimeSpan(length));
        return true;
    }

    /// <summary>Where a point in time is: before, in or after it.</summary>
    public int Compare(DateTime instant) => instant < Start ? -1 : instant - Start >= Length ? 1 : 0;

    private static bool TryTakeTime(ref ReadOnlySpan<char> text, ref long ticks, ref long length)
    {
        if (!TryTake(ref text, 23, TimeSpan.TicksPerHour, ref ticks) || !TrySkip(ref text, ':') || !TryTake(ref text, 59, TimeSpan.TicksPerMinute, ref ticks))
            return false;
        length = TimeSpan.TicksPerMinute;
        if (!TrySkip(ref text, ':'))
            return true;
        length = TimeSpan.TicksPerSecond;
        return TryTake(ref text, 59, TimeSpan.TicksPerSecond, ref ticks) && (!TrySkip(ref text, '.') || TryTakeFraction(ref text, ref ticks, ref length));
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<char> text, ref long ticks, ref long length)
    {
        var digits = 0;
        for (; digits < text.Length && char.IsAsciiDigit(text[digits]); digits++)
        {
            // Smaller than a tick is not told apart.
            if (digits >= TickDigits)
                continue;
            length /= 10;
            ticks += (text[digits] - '0') * length;
        }
        text = text[digits..];
        return digits > 0;
    }

    private static bool TryTakeOffset(ReadOnlySpan<char> text, ref long ticks)
    {
        if (text is [] or ['Z'])
            return true;
        if (text[0] is not ('+' or '-'))
            return false;
        var (sign, offset) = (text[0] == '-' ? -1 : 1, 0L);
        text = text[1..];
        if (!TryTake(ref text, 14, TimeSpan.TicksPerHour, ref offset))
            return false;
        _ = TrySkip(ref text, ':');
        if (text.Length > 0 && !TryTake(ref text, 59, TimeSpan.TicksPerMinute, ref offset))
            return false;
        ticks -= sign * offset;
        return text.IsEmpty;
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, int most, long unit, ref long ticks)
    {
        if (text is not [>= '0' and <= '9', >= '0' and <= '9', ..])
            return false;
        var number = (text[0] - '0') * 10 + text[1] - '0';
        text = text[2..];
        ticks += number * unit;
        return number <= most;
    }

    private static bool TrySkip(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
            return false;
        text = text[1..];
        return true;
    }
}
