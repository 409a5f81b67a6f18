using System.Globalization;

namespace Converge.Server.Dashboard.Html;

/// <summary>Times and spans, short in the text and whole in the title.</summary>
internal static class Moments
{
    private static readonly TimeSpan Long = TimeSpan.FromDays(60);

    /// <summary>As in <c>3 min ago</c>.</summary>
    public static Markup Ago(DateTimeOffset? at, DateTimeOffset now, string never = "never") =>
        at is { } moment
            ? Markup.Of($"""<time datetime="{moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}" title="{Whole(moment)}">{Relative(moment, now)}</time>""")
            : Markup.Of($"""<span class="faint">{never}</span>""");

    public static string Whole(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Relative(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        var ago when ago < TimeSpan.FromSeconds(-5) => $"in {Short(-ago)}",
        var ago when ago < TimeSpan.FromSeconds(5) => "just now",
        var ago when ago < Long => $"{Short(ago)} ago",
        _ => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    /// <summary>How long something took.</summary>
    public static string Span(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0.0005 } => "0 s",
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.000} s"),
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalHours: < 1, Seconds: 0 } => $"{(int)time.TotalMinutes} min",
        { TotalHours: < 1 } => $"{(int)time.TotalMinutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    private static string Short(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => $"{(int)time.TotalSeconds} s",
        { TotalHours: < 1 } => $"{(int)time.TotalMinutes} min",
        { TotalDays: < 2 } => $"{(int)time.TotalHours} h",
        _ => $"{(int)time.TotalDays} d",
    };
}
