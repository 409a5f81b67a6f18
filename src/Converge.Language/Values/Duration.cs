using System.Globalization;

namespace Converge.Language.Values;

/// <summary>Durations as people write them: <c>30s</c>, <c>1h30m</c>, <c>250ms</c>, <c>2d</c>, <c>1w</c>; units from large to small, each at most once.</summary>
public static class Duration
{
    public const string Form = "a duration such as 30s, 5m or 1h30m";

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("w", 7 * TimeSpan.TicksPerDay), ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var (ticks, next) = (0L, 0);
        if (text.IsEmpty)
            return false;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return false;
            text = text[digits..];
            var end = text.IndexOfAnyInRange('0', '9') is >= 0 and var found ? found : text.Length;
            var unit = IndexOf(text[..end]);
            if (unit < next || count > (long.MaxValue - ticks) / Units[unit].Ticks)
                return false;
            (ticks, next) = (ticks + count * Units[unit].Ticks, unit + 1);
            text = text[end..];
        }
        duration = new(ticks);
        return true;
    }

    public static string Print(TimeSpan duration)
    {
        if (duration.Ticks < TimeSpan.TicksPerMillisecond)
            return "0s";
        var (text, ticks) = ("", duration.Ticks);
        foreach (var (unit, size) in Units)
        {
            if (ticks / size is > 0 and var count)
                text += string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
            ticks %= size;
        }
        return text;
    }

    private static int IndexOf(ReadOnlySpan<char> unit)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            if (unit.SequenceEqual(Units[i].Unit))
                return i;
        }
        return -1;
    }
}
