using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>The members of a date: <c>x.year</c>.</summary>
internal static class DateMembers
{
    /// <summary>For suggestions.</summary>
    public static readonly string[] Names =
        ["year", "month", "day", "hour", "minute", "second", "millisecond", "day_of_year", "day_of_week", "date", "ticks"];

    public static bool TryGet(DateTime date, string name, out Value value)
    {
        value = name switch
        {
            "year" => Value.From(date.Year),
            "month" => Value.From(date.Month),
            "day" => Value.From(date.Day),
            "hour" => Value.From(date.Hour),
            "minute" => Value.From(date.Minute),
            "second" => Value.From(date.Second),
            "millisecond" => Value.From(date.Millisecond),
            "day_of_year" => Value.From(date.DayOfYear),
            "day_of_week" => Value.From(date.DayOfWeek.ToString()),
            "date" => Value.From(date.Date),
            "ticks" => Value.From(date.Ticks),
            _ => Value.Null,
        };
        return !value.IsNull;
    }
}
