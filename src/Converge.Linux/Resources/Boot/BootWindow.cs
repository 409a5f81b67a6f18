using System.Globalization;

namespace Converge.Linux.Resources.Boot;

/// <summary>A time of day, and perhaps days, in which something may happen: <c>Sat,Sun 22:00-04:00</c>.</summary>
internal static class BootWindow
{
    private const int DaysOfWeek = 7;

    /// <param name="window">As its schema writes it; null is always.</param>
    public static bool IsOpen(string? window, DateTime now)
    {
        if (window is null)
            return true;
        var words = window.Split(' ');
        var ends = words[^1].Split('-');
        var (first, last) = (Time(ends[0]), Time(ends[1]));
        var time = TimeOnly.FromDateTime(now);
        if (!(first < last ? time >= first && time < last : time >= first || time < last))
            return false;
        // Behind midnight it is still the window of the day on which it began.
        var day = first > last && time < last ? now.AddDays(-1).DayOfWeek : now.DayOfWeek;
        return words.Length == 1 || words[0].Split(',').Any(part => Contains(part, day));
    }

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);

    private static bool Contains(string days, DayOfWeek day)
    {
        var ends = days.Split("..");
        var (first, last) = (Day(ends[0]), Day(ends[^1]));
        return ((int)day - first + DaysOfWeek) % DaysOfWeek <= (last - first + DaysOfWeek) % DaysOfWeek;
    }

    private static int Day(string name) => (int)Enum.GetValues<DayOfWeek>().First(day => day.ToString().StartsWith(name[..3], StringComparison.OrdinalIgnoreCase));
}
