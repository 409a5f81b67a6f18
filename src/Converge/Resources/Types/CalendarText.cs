using System.Globalization;

namespace Converge.Resources.Types;

/// <summary>Calendar expressions of systemd: <c>Mon..Fri *-*-* 02:30</c>.</summary>
internal static class CalendarText
{
    private static readonly string[] Shorthands =
        ["minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "semiannually", "yearly", "annually"];

    private static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public static PropertyType Expression { get; } =
        new ParsedType("a calendar expression of systemd, such as daily or Mon..Fri 02:30", Read);

    /// <summary>A time of day from one to another: <c>Sat,Sun 02:00-04:00</c>.</summary>
    public static PropertyType Window { get; } = new ParsedType("a time of day such as 02:00-04:00", ReadWindow);

    private static string? Read(Written written)
    {
        var words = written.Text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return written.Fail("the calendar expression is empty");
        if (words.Length == 1 && Array.IndexOf(Shorthands, words[0].ToLowerInvariant()) >= 0)
            return words[0].ToLowerInvariant();
        var next = 0;
        if (AreDays(words[0]))
            next++;
        if (next < words.Length && IsDate(words[next]))
            next++;
        if (next < words.Length && IsTime(words[next]))
            next++;
        if (next > 0 && next < words.Length && IsZone(words[next]))
            next++;
        return next == words.Length ? string.Join(' ', words) : FailWord(written, words, next);
    }

    private static string? FailWord(Written written, string[] words, int at)
    {
        var start = 0;
        for (var position = 0; position < at; position++)
            start = written.Text.IndexOf(words[position], start, StringComparison.Ordinal) + words[position].Length;
        start = written.Text.IndexOf(words[at], start, StringComparison.Ordinal);
        var hint = Language.Text.Suggestions.Hint(words[at].ToLowerInvariant(), Shorthands) ?? "weekdays, a date and a time stand in this order: Mon..Fri *-*-01 02:30";
        return written.Fail(start..(start + words[at].Length), $"{Written.Quote(words[at])} is no part of a calendar expression", hint);
    }

    private static bool AreDays(string text) => text.Split(',').All(static part =>
    {
        var ends = part.Split("..");
        return ends.Length <= 2 && ends.All(static end => Array.Exists(Days, day => Is(day, end) || Is(day[..3], end)));
    });

    private static bool Is(string name, string text) => name.Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool IsDate(string text)
    {
        var parts = text.Replace('~', '-').Split('-');
        if (text.Contains(':', StringComparison.Ordinal) || parts.Length is not (2 or 3))
            return false;
        return (parts.Length == 2 || AreNumbers(parts[0], 0, 2199)) && AreNumbers(parts[^2], 1, 12) && AreNumbers(parts[^1], 1, 31);
    }

    private static bool IsTime(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is not (2 or 3) || !AreNumbers(parts[0], 0, 23) || !AreNumbers(parts[1], 0, 59))
            return false;
        return parts.Length == 2 || AreNumbers(parts[2], 0, 59)
            || decimal.TryParse(parts[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var second) && second < 60;
    }

    // '*', numbers and ranges, each perhaps with a step.
    private static bool AreNumbers(string text, int least, int most) => text.Split(',').All(part =>
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && !IsNumber(part[(slash + 1)..], 1, int.MaxValue))
            return false;
        var range = slash < 0 ? part : part[..slash];
        return range == "*" || (range.Split("..") is [var first, ..] ends && ends.Length <= 2 && IsNumber(first, least, most) && IsNumber(ends[^1], least, most));
    });

    private static bool IsNumber(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most;

    private static bool IsZone(string text) => text == "UTC" || (text.Contains('/', StringComparison.Ordinal) && TimeText.IsZone(text));

    private static string? ReadWindow(Written written)
    {
        const string Expected = "one such as 02:00-04:00, or Sat,Sun 02:00-04:00";
        var words = written.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ends = words.Length is 1 or 2 ? words[^1].Split('-') : [];
        if (ends.Length != 2 || (words.Length == 2 && !AreDays(words[0])))
            return written.Refuse("time of day", Expected);
        if (!TimeOnly.TryParseExact(ends[0], "H:mm", out var first) || !TimeOnly.TryParseExact(ends[1], "H:mm", out var last))
            return written.Refuse("time of day", Expected, "hours go from 0 to 23, minutes from 00 to 59");
        if (first == last)
            return written.Fail($"{written.Quoted} begins where it ends");
        var days = words.Length == 2 ? $"{words[0]} " : "";
        return string.Create(CultureInfo.InvariantCulture, $"{days}{first:HH:mm}-{last:HH:mm}");
    }
}

/// <summary>Time zones and locales.</summary>
internal static class TimeText
{
    public static PropertyType Zone { get; } =
        new ParsedType("a time zone such as Europe/Berlin", ReadZone) { Pattern = "^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$" };

    public static PropertyType Locale { get; } = new ParsedType("a locale such as en_US.UTF-8", ReadLocale);

    public static bool IsZone(string text) =>
        text.Split('/').All(static part => part.Length > 0 && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-'));

    private static string? ReadZone(Written written) => IsZone(written.Text)
        ? written.Text
        : written.Refuse("time zone", "the name of a file below /usr/share/zoneinfo, such as Europe/Berlin or UTC");

    private static string? ReadLocale(Written written)
    {
        var dot = written.Text.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? written.Text : written.Text[..dot];
        if (name == "C" && dot < 0 || name == "POSIX")
            return written.Fail($"{written.Quoted} is always there", "did you mean 'C.UTF-8'?");
        var isName = name == "C"
            || (name.Length is >= 5 and <= 6 && name[^3] == '_' && name[..^3].All(char.IsAsciiLetterLower) && name[^2..].All(char.IsAsciiLetterUpper));
        if (!isName || dot < 0)
            return written.Refuse("locale", "a language, a country and an encoding, such as en_US.UTF-8");
        var encoding = written.Text[(dot + 1)..];
        if (encoding.Replace("-", "", StringComparison.Ordinal).Equals("utf8", StringComparison.OrdinalIgnoreCase))
            return $"{name}.UTF-8";
        return written.Fail((dot + 1).., $"'{encoding}' is not supported: the encoding must be UTF-8");
    }
}
