using System.Collections.Immutable;
using Converge.Protocol;
using Converge.Server.Dashboard.Html;
using Converge.Server.Storage;

namespace Converge.Server.Dashboard.RunPages;

/// <summary>What somebody keeps changing on machines, and runs keep mending.</summary>
internal static class DriftPage
{
    private const int MostRuns = 500;
    private const int MostRows = 200;
    private const int MostNodes = 6;
    private static readonly int[] Windows = [1, 7, 30];

    /// <param name="Resources">Most often mended first.</param>
    /// <param name="IsWhole">Whether all runs of the window were looked at.</param>
    public sealed record Drift(ImmutableArray<DriftedResource> Resources, int Runs, bool IsWhole);

    public sealed record DriftedResource(string Id, int Times, ImmutableArray<string> Nodes, RunSummary Latest);

    /// <summary>Reads the reports of the latest runs that mended something. Of how many at most is limited: a page must not cost more the worse it stands.</summary>
    public static async Task<Drift> FindAsync(IRunStorage runs, StoredReports reports, DateTimeOffset since, CancellationToken cancel)
    {
        var list = new List<RunSummary>();
        string? next = null;
        do
        {
            var page = await runs.ListAsync(new() { IsCorrective = true, Since = since }, next, Math.Min(100, MostRuns - list.Count), cancel).ConfigureAwait(false);
            list.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null && list.Count < MostRuns);
        var mended = new List<(string Id, RunSummary Run)>();
        foreach (var run in list)
            mended.AddRange((await reports.MendedAsync(run, cancel).ConfigureAwait(false)).Select(id => (id, run)));
        var resources = mended.GroupBy(static pair => pair.Id, StringComparer.Ordinal)
            .Select(static group => new DriftedResource(group.Key, group.Count(), [.. group.CountBy(static pair => pair.Run.Node).OrderByDescending(static node => node.Value).Select(static node => node.Key)], group.MaxBy(static pair => pair.Run.Start).Run))
            .OrderByDescending(static resource => resource.Times).ThenBy(static resource => resource.Id, StringComparer.Ordinal);
        return new([.. resources.Take(MostRows)], list.Count, next is null);
    }

    public static int Days(int wanted) => Array.IndexOf(Windows, wanted) >= 0 ? wanted : 7;

    public static Page Draw(Drift drift, int days, DateTimeOffset now) => new("drift", Section.Drift, Markup.Of($"""
        <h1>drift</h1>
        <p class="lead">changes that recipes did not ask for, and that runs mended</p>
        <nav class="tabs" aria-label="time">{Windows.Select(window => Parts.Tab(window == 1 ? "24 hours" : $"{window} days", Links.With(Links.Drift, ("days", $"{window}")), window == days))}</nav>
        {(drift.Resources.IsEmpty ? Parts.Empty("nothing was mended in this time", Markup.Of($"""either nobody changes machines by hand, or a longer time tells more""")) : Table(drift, now))}
        {Markup.When(!drift.IsWhole, $"""<p class="faint">the latest {drift.Runs} runs that mended something were looked at; there are more</p>""")}
        """))
    { IsLive = true };

    private static Markup Table(Drift drift, DateTimeOffset now) => Markup.Of($"""
        <table class="list drift stack">
        <thead><tr><th scope="col">resource</th><th scope="col" class="end">times</th><th scope="col">on</th><th scope="col">last</th></tr></thead>
        <tbody>{drift.Resources.Select(resource => Row(resource, now))}</tbody>
        </table>
        """);

    private static Markup Row(DriftedResource resource, DateTimeOffset now) => Markup.Of($"""
        <tr data-key="{resource.Id}"><th scope="row"><code>{Parts.Breakable(resource.Id)}</code></th><td class="end number">{resource.Times}</td><td class="whole"><div class="links">{resource.Nodes.Take(MostNodes).Select(Parts.NodeLink)}{Markup.When(resource.Nodes.Length > MostNodes, $"""<span class="faint">and {resource.Nodes.Length - MostNodes} more</span>""")}</div></td><td><a href="{Links.Run(resource.Latest.Id)}">{Moments.Ago(resource.Latest.Start, now)}</a></td></tr>
        """);
}
