using System.Globalization;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>Dates, always in UTC. <c>date</c> is an object and a function, too: it parses.</summary>
internal static class DateFunctions
{
    /// <summary>The member that holds the pattern by which dates are printed.</summary>
    public const string FormatMember = "format";

    // Those that do not depend on the format set by the template.
    private static readonly Builtin[] Functions =
    [
        new("date", "add_days", "date days", AddDays),
        new("date", "add_hours", "date hours", AddHours),
        new("date", "add_milliseconds", "date millis", AddMilliseconds),
        new("date", "add_minutes", "date minutes", AddMinutes),
        new("date", "add_months", "date months", AddMonths),
        new("date", "add_seconds", "date seconds", AddSeconds),
        new("date", "add_years", "date years", AddYears),
        new("date", "now", "", Now),
        new("date", "parse", "text pattern? culture?", Parse),
        new("date", "utc_now", "", UtcNow),
    ];

    private static readonly Builtin Call = new("", "date", "text pattern? culture?", Parse);

    /// <summary>One per render, because its format can be set.</summary>
    public static ScriptObject Create()
    {
        const int MembersBesides = 4;
        var date = new ScriptObject(Functions.Length + MembersBesides) { Callable = Call };
        foreach (var function in Functions)
            AddReadOnly(date, function.ShortName, Value.From(function));
        AddReadOnly(date, "parse_to_string", Value.From(new Builtin(
            "date", "parse_to_string", "text output_pattern? output_culture? input_pattern? input_culture?", date.ParseToText)));
        AddReadOnly(date, "to_string", Value.From(new Builtin("date", "to_string", "datetime pattern culture?", date.ToText)));
        AddReadOnly(date, "default_format", Value.From(ValuePrinter.DefaultDateFormat));
        date.Set(FormatMember, Value.From(ValuePrinter.DefaultDateFormat));
        return date;
    }

    private static void AddReadOnly(ScriptObject date, string name, Value value)
    {
        date.Set(name, value);
        date.SetReadOnly(name);
    }

    /// <summary>The instant of the run in UTC, the same in all templates of the run; an error without one.</summary>
    /// <example><![CDATA[
    /// {{ date.now }} -> 02 Jan 2026
    /// {{ date.now.year }} -> 2026
    /// ]]></example>
    private static Value Now(in Call call) => RunFunctions.Now(call);

    /// <summary>As <c>date.now</c>: the time zone is always UTC.</summary>
    /// <example><![CDATA[{{ date.utc_now | date.to_string "%FT%TZ" }} -> 2026-01-02T03:04:05Z]]></example>
    private static Value UtcNow(in Call call) => RunFunctions.Now(call);

    /// <summary>The date so many days later; a negative number means earlier.</summary>
    /// <example><![CDATA[
    /// {{ date.parse "2016-01-05" | date.add_days 1 }} -> 06 Jan 2016
    /// {{ date.parse "2016-01-05" | date.add_days (-0.5) | date.to_string "%F %R" }} -> 2016-01-04 12:00
    /// ]]></example>
    private static Value AddDays(in Call call) => Add(call, TimeSpan.TicksPerDay);

    /// <summary>The date so many hours later; a negative number means earlier.</summary>
    /// <example><![CDATA[{{ date.parse "2016-01-05 22:00" | date.add_hours 3 | date.to_string "%F %R" }} -> 2016-01-06 01:00]]></example>
    private static Value AddHours(in Call call) => Add(call, TimeSpan.TicksPerHour);

    /// <summary>The date so many minutes later; a negative number means earlier.</summary>
    /// <example><![CDATA[{{ date.parse "2016-01-05 10:00" | date.add_minutes 90 | date.to_string "%R" }} -> 11:30]]></example>
    private static Value AddMinutes(in Call call) => Add(call, TimeSpan.TicksPerMinute);

    /// <summary>The date so many seconds later; a negative number means earlier.</summary>
    /// <example><![CDATA[{{ date.parse "2016-01-05 10:00" | date.add_seconds (-1) | date.to_string "%T" }} -> 09:59:59]]></example>
    private static Value AddSeconds(in Call call) => Add(call, TimeSpan.TicksPerSecond);

    /// <summary>The date so many milliseconds later; a negative number means earlier.</summary>
    /// <example><![CDATA[{{ date.parse "2016-01-05" | date.add_milliseconds 20 | date.to_string "%S.%L" }} -> 00.020]]></example>
    private static Value AddMilliseconds(in Call call) => Add(call, TimeSpan.TicksPerMillisecond);

    private static Value Add(in Call call, long ticksPerUnit)
    {
        var date = call.Date(0);
        var change = Math.Round(call.Double(1) * ticksPerUnit);
        // First that it is a sane number at all: a double has no room for the exact sum.
        if (Math.Abs(change) > DateTime.MaxValue.Ticks)
            throw IsOutside(call);
        var ticks = date.Ticks + (long)change;
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks
            ? Value.From(new DateTime(ticks))
            : throw IsOutside(call);
    }

    /// <summary>The same day so many months later, or the last one of a month that has no such day.</summary>
    /// <example><![CDATA[{{ date.parse "2016-01-31" | date.add_months 1 }} -> 29 Feb 2016]]></example>
    private static Value AddMonths(in Call call) => AddMonths(call, call.Int(1));

    /// <summary>The same day so many years later, or the 28th of February if that year has no 29th.</summary>
    /// <example><![CDATA[{{ date.parse "2016-02-29" | date.add_years 1 }} -> 28 Feb 2017]]></example>
    private static Value AddYears(in Call call) => AddMonths(call, call.Int(1) * 12L);

    private static Value AddMonths(in Call call, long months)
    {
        const int MonthsInYear = 12;
        var date = call.Date(0);
        var year = (date.Year * MonthsInYear + date.Month - 1 + months) / MonthsInYear;
        return year >= DateTime.MinValue.Year && year <= DateTime.MaxValue.Year
            ? Value.From(date.AddMonths((int)months))
            : throw IsOutside(call);
    }

    private static TemplateException IsOutside(in Call call) => call.Error(1, "the date would not be in the years 1 to 9999");

    /// <summary>
    /// The date that a text names, in a usual notation or in that of a pattern; null for null and for an empty text. A time
    /// without an offset is UTC, and one with an offset is converted to UTC.
    /// </summary>
    /// <example><![CDATA[
    /// {{ date.parse "2016/01/05" }} -> 05 Jan 2016
    /// {{ date.parse "2021-11-30T23:30:00-01:00" | date.to_string "%F %R" }} -> 2021-12-01 00:30
    /// {{ date.parse "2018--06--17" "%Y--%m--%d" }} -> 17 Jun 2018
    /// {{ date "5 Jan 2016 10:20" | date.to_string "%F %R" }} -> 2016-01-05 10:20
    /// ]]></example>
    private static Value Parse(in Call call) => Read(call, pattern: 1, culture: 2) is { } date ? Value.From(date) : Value.Null;

    /// <summary>The date by a pattern; null for null.</summary>
    /// <example><![CDATA[
    /// {{ date.parse "2016-01-05" | date.to_string "%d.%m.%y" }} -> 05.01.16
    /// {{ date.parse "2016-01-05 22:03" | date.to_string "%a, %e %B, day %j, %l:%M %P" }} -> Tue,  5 January, day 005, 10:03 pm
    /// ]]></example>
    private static Value ToText(this ScriptObject date, in Call call)
    {
        ValueFormat.ExpectInvariant(call, 2);
        if (call[0].IsNull)
            return Value.Null;
        var standard = StandardFormat(date);
        return Value.From(DatePattern.Format(call.Date(0), call.Text(1) ?? standard, standard));
    }

    /// <summary>Reads a date as <c>date.parse</c> and writes it by another pattern, or by the format of <c>date</c>.</summary>
    /// <example><![CDATA[
    /// {{ date.parse_to_string "2016-01-05" "%d.%m.%Y" }} -> 05.01.2016
    /// {{ date.parse_to_string "05.01.2016" "%F" "" "%d.%m.%Y" "" }} -> 2016-01-05
    /// {{ date.parse_to_string "2016-01-05" }} -> 05 Jan 2016
    /// ]]></example>
    private static Value ParseToText(this ScriptObject date, in Call call)
    {
        ValueFormat.ExpectInvariant(call, 2);
        if (Read(call, pattern: 3, culture: 4) is not { } parsed)
            return Value.Null;
        if (call.TextOrEmpty(1).Length == 0)
            return Value.From(DatePattern.Format(parsed, StandardFormat(date)));
        var format = CustomFormat(call, 1);
        return Value.From(format.Length == 0
            ? DatePattern.Format(parsed, call.TextOrEmpty(1), StandardFormat(date))
            : parsed.ToString(format, CultureInfo.InvariantCulture));
    }

    private static DateTime? Read(in Call call, int pattern, int culture)
    {
        ValueFormat.ExpectInvariant(call, culture);
        if (call[0].Kind == ValueKind.Date)
            return call[0].AsDate();
        var text = call.TextOrEmpty(0);
        if (text.Length == 0)
            return null;
        if (call.TextOrEmpty(pattern).Length > 0)
            return ReadExactly(call, text, pattern);
        return DateText.TryParse(text, out var date)
            ? date
            : throw call.Error(0, $"{call.Quote(0)} is no date", "write it as '2016-01-05' or '2016-01-05T10:20:30Z', or give a pattern");
    }

    private static DateTime ReadExactly(in Call call, string text, int pattern)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var format = CustomFormat(call, pattern);
        // .NET would take the year from the clock.
        if (!format.Contains("yy", StringComparison.Ordinal))
            throw call.Error(pattern, $"the pattern {call.Quote(pattern)} has no year");
        return DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, Utc | DateTimeStyles.AllowWhiteSpaces, out var date)
            ? date
            : throw call.Error(0, $"{call.Quote(0)} is no date of the pattern {call.Quote(pattern)}");
    }

    private static string CustomFormat(in Call call, int pattern) =>
        DatePattern.ToCustomFormat(call.TextOrEmpty(pattern), out var code)
        ?? throw call.Error(pattern, call.Interpreter.ContainsSecret(call[pattern])
            ? "the pattern has a code that cannot be used here"
            : $"the code '%{code}' cannot be used in a pattern of '{call.Function.Name}'");

    // As printing does it: what is no plain text, a secret included, is no format.
    private static string StandardFormat(ScriptObject date) =>
        date.TryGet(FormatMember, out var format) && format.Kind == ValueKind.String ? format.AsString() : ValuePrinter.DefaultDateFormat;
}
