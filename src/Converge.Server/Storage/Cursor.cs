using System.Globalization;

namespace Converge.Server.Storage;

/// <summary>Where a page of a list begins. Who lists gets it as a text and gives it back.</summary>
internal static class Cursor
{
    public static string Of(RunPlace place) => string.Create(CultureInfo.InvariantCulture, $"{place.Start}.{place.Id}");

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static RunPlace ReadRun(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? new(start, text[(dot + 1)..])
            : throw Unreadable(text);
    }

    public static long ReadNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unreadable(text);

    private static FormatException Unreadable(string text) => new($"'{text}' is no place in a list, expected what a page named as its next");
}

/// <summary>Where a run is among all: the latest start first, then by id.</summary>
/// <param name="Start">In ticks of UTC.</param>
internal readonly record struct RunPlace(long Start, string Id) : IComparable<RunPlace>
{
    public static RunPlace Of(Protocol.RunSummary run) => new(run.Start.UtcTicks, run.Id);

    public int CompareTo(RunPlace other) => Start == other.Start ? string.CompareOrdinal(Id, other.Id) : other.Start.CompareTo(Start);
}
