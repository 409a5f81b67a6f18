using System.Globalization;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>Spans of time.</summary>
internal static class TimespanFunctions
{
    public static readonly ScriptObject Group = Builtins.Members(
        new("timespan", "zero", "", Zero),
        new("timespan", "from_days", "days", FromDays),
        new("timespan", "from_hours", "hours", FromHours),
        new("timespan", "from_minutes", "minutes", FromMinutes),
        new("timespan", "from_seconds", "seconds", FromSeconds),
        new("timespan", "from_milliseconds", "millis", FromMilliseconds),
        new("timespan", "parse", "text", Parse));

    /// <summary>No time at all.</summary>
    /// <example><![CDATA[{{ timespan.zero }} -> 00:00:00]]></example>
    private static Value Zero(in Call call) => Value.From(TimeSpan.Zero);

    /// <summary>So many days, fractions allowed.</summary>
    /// <example><![CDATA[
    /// {{ timespan.from_days 1.5 }} -> 1.12:00:00
    /// {{ (timespan.from_days 5).days }} -> 5
    /// ]]></example>
    private static Value FromDays(in Call call) => From(call, TimeSpan.TicksPerDay);

    /// <summary>So many hours, fractions allowed.</summary>
    /// <example><![CDATA[{{ (timespan.from_hours 36).total_days }} -> 1.5]]></example>
    private static Value FromHours(in Call call) => From(call, TimeSpan.TicksPerHour);

    /// <summary>So many minutes, fractions allowed.</summary>
    /// <example><![CDATA[{{ timespan.from_minutes 90 }} -> 01:30:00]]></example>
    private static Value FromMinutes(in Call call) => From(call, TimeSpan.TicksPerMinute);

    /// <summary>So many seconds, fractions allowed.</summary>
    /// <example><![CDATA[{{ (timespan.from_seconds 90).total_minutes }} -> 1.5]]></example>
    private static Value FromSeconds(in Call call) => From(call, TimeSpan.TicksPerSecond);

    /// <summary>So many milliseconds, fractions allowed.</summary>
    /// <example><![CDATA[{{ (timespan.from_milliseconds 1500).seconds }} -> 1]]></example>
    private static Value FromMilliseconds(in Call call) => From(call, TimeSpan.TicksPerMillisecond);

    /// <summary>The time span written as <c>[-][d.]hh:mm[:ss[.fffffff]]</c>, or as a number of days; null for null.</summary>
    /// <example><![CDATA[
    /// {{ (timespan.parse "1.12:30:00").total_hours }} -> 36.5
    /// {{ timespan.parse "00:15" }} -> 00:15:00
    /// ]]></example>
    private static Value Parse(in Call call)
    {
        if (call.Text(0) is not { } text)
            return Value.Null;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span)
            ? Value.From(span)
            : throw call.Error(0, $"{call.Quote(0)} is no time span", "write a day, 12 hours and 30 minutes as '1.12:30:00'");
    }

    private static Value From(in Call call, long ticksPerUnit)
    {
        var ticks = Math.Round(call.Double(0) * ticksPerUnit);
        // The cast of the largest long rounds up, so that the end of the range is outside.
        return ticks >= long.MinValue && ticks < long.MaxValue
            ? Value.From(new TimeSpan((long)ticks))
            : throw call.Error(0, $"{call.Quote(0)} is too much for a time span");
    }
}
