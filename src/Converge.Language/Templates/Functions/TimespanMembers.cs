using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>The members of a time span: <c>x.total_days</c>.</summary>
internal static class TimespanMembers
{
    /// <summary>For suggestions.</summary>
    public static readonly string[] Names =
    [
        "days", "hours", "minutes", "seconds", "milliseconds", "ticks",
        "total_days", "total_hours", "total_minutes", "total_seconds", "total_milliseconds",
    ];

    public static bool TryGet(TimeSpan span, string name, out Value value)
    {
        value = name switch
        {
            "days" => Value.From(span.Days),
            "hours" => Value.From(span.Hours),
            "minutes" => Value.From(span.Minutes),
            "seconds" => Value.From(span.Seconds),
            "milliseconds" => Value.From(span.Milliseconds),
            "ticks" => Value.From(span.Ticks),
            "total_days" => Value.From(span.TotalDays),
            "total_hours" => Value.From(span.TotalHours),
            "total_minutes" => Value.From(span.TotalMinutes),
            "total_seconds" => Value.From(span.TotalSeconds),
            "total_milliseconds" => Value.From(span.TotalMilliseconds),
            _ => Value.Null,
        };
        return !value.IsNull;
    }
}
