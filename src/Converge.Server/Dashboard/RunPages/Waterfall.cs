using System.Globalization;
using Converge.Server.Dashboard.Html;

namespace Converge.Server.Dashboard.RunPages;

/// <summary>Where the time of a run went. What is applied is applied one after the other, so the lengths tell the places.</summary>
internal static class Waterfall
{
    private const int MostBars = 60;

    // What is shorter cannot be seen in the picture.
    private const double LeastShare = 0.004;

    private sealed record Bar(string Name, string Kind, double Start, double Seconds);

    public static Markup Draw(RunReport report, TimeSpan took)
    {
        var bars = Bars(report);
        var whole = Math.Max(took.TotalSeconds, bars.Count == 0 ? 0 : bars[^1].Start + bars[^1].Seconds);
        if (whole <= 0)
            return Markup.None;
        var shown = bars.Where(bar => bar.Seconds >= whole * LeastShare).OrderByDescending(static bar => bar.Seconds).Take(MostBars).OrderBy(static bar => bar.Start).ToList();
        var rest = bars.Sum(static bar => bar.Seconds) - shown.Sum(static bar => bar.Seconds);
        return Markup.Of($"""
            <section aria-labelledby="timing"><h2 id="timing">timing</h2>
            <table class="waterfall">
            <caption class="hidden">how long each resource took, in the order in which they were applied</caption>
            <thead class="hidden"><tr><th scope="col">what</th><th scope="col">when</th><th scope="col">took</th></tr></thead>
            <tbody>{shown.Select(bar => Row(bar, whole))}</tbody>
            </table>
            <p class="faint">{Rest(bars.Count - shown.Count, rest)}the rest of {Moments.Span(TimeSpan.FromSeconds(whole))} went into facts, compiling and planning</p>
            </section>
            """);
    }

    private static string Rest(int count, double seconds) => count == 0 ? "" : $"{Parts.Count(count, "other")} took {Moments.Span(TimeSpan.FromSeconds(Math.Max(0, seconds)))} together; ";

    private static List<Bar> Bars(RunReport report)
    {
        var (bars, start) = (new List<Bar>(), 0.0);
        void Add(string name, string kind, double seconds)
        {
            bars.Add(new(name, kind, start, seconds));
            start += seconds;
        }
        foreach (var resource in report.Resources)
            Add(resource.Id, resource.Status, resource.Seconds);
        foreach (var refresh in report.Refreshes)
            Add($"{refresh.Verb} {refresh.Target}", refresh.Status == "failed" ? "failed" : "refresh", refresh.Seconds);
        foreach (var check in report.Checks)
            Add($"check {check.Id}", check.Status, check.Seconds);
        return bars;
    }

    private static Markup Row(Bar bar, double whole) => Markup.Of($"""
        <tr><th scope="row"><code>{bar.Name}</code></th><td class="track"><svg aria-hidden="true" preserveAspectRatio="none"><rect class="{bar.Kind}" x="{Percent(bar.Start / whole)}" width="{Percent(Math.Max(bar.Seconds / whole, 0.002))}" y="0" height="100%" rx="2"></rect></svg></td><td class="end number">{Moments.Span(TimeSpan.FromSeconds(bar.Seconds))}</td></tr>
        """);

    private static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{Math.Min(part, 1) * 100:0.###}%");
}
