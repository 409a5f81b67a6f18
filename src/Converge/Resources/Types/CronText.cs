using System.Globalization;

namespace Converge.Resources.Types;

/// <summary>When cron runs something: five fields, or a word such as <c>@daily</c>.</summary>
internal static class CronText
{
    private static readonly string[] Shorthands = ["@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly Field[] Fields =
    [
        new("minute", 0, 59, []),
        new("hour", 0, 23, []),
        new("day of the month", 1, 31, []),
        new("month", 1, 12, Months),
        new("day of the week", 0, 7, Days),
    ];

    public static PropertyType Schedule { get; } =
        new ParsedType("a schedule of cron", Read) { Pattern = @"^\s*(@[a-z]+|(\S+\s+){4}\S+)\s*$" };

    /// <param name="Names">Of the numbers from <paramref name="Least"/> on.</param>
    private sealed record Field(string Name, int Least, int Most, string[] Names)
    {
        public int? Read(string text)
        {
            if (Array.IndexOf(Names, text.ToLowerInvariant()) is >= 0 and var at)
                return Least + at;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= Least && number <= Most
                ? number
                : null;
        }
    }

    private static string? Read(Written written)
    {
        var text = written.Text.Trim();
        if (text.StartsWith('@'))
            return Array.IndexOf(Shorthands, text) >= 0
                ? text
                : written.Fail(
                    $"{written.Quoted} is no schedule of cron: it must be {Words.OneOf(Shorthands)}, or five fields",
                    Language.Text.Suggestions.Hint(text, Shorthands));
        var fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields.Length)
            return written.Refuse(
                "schedule of cron",
                "five fields: minute, hour, day of the month, month, day of the week",
                fields.Length == 6 ? "the user is a property" : null);
        var start = 0;
        for (var position = 0; position < Fields.Length; position++)
        {
            start = written.Text.IndexOf(fields[position], start, StringComparison.Ordinal);
            if (WhyNot(Fields[position], fields[position]) is { } why)
                return written.Fail(start..(start + fields[position].Length), why);
            start += fields[position].Length;
        }
        return string.Join(' ', fields).ToLowerInvariant();
    }

    private static string? WhyNot(Field field, string text)
    {
        foreach (var part in text.Split(','))
        {
            var (range, step) = part.Split('/') switch
            {
                [var only] => (only, "1"),
                [var before, var behind] => (before, behind),
                _ => ("", ""),
            };
            if (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var every) || every < 1)
                return $"'{part}' has no step: a number stands behind '/'";
            if (range == "*")
                continue;
            var ends = range.Split('-');
            var (first, last) = (field.Read(ends[0]), field.Read(ends[^1]));
            if (ends.Length > 2 || first is null || last is null)
                return $"'{part}' is no {field.Name}: it must be '*', or numbers from {field.Least} to {field.Most}";
            if (first > last)
                return $"'{part}' goes from large to small";
        }
        return null;
    }
}
