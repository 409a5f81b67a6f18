using System.Globalization;
using Converge.Protocol;
using Converge.Server.Dashboard.Html;
using Converge.Server.Dashboard.RunPages;

namespace Converge.Server.Dashboard.Overview;

/// <summary>The fleet at a glance.</summary>
internal static class OverviewPage
{
    private const int MostTroubled = 12;

    public static Page Draw(FleetSnapshot fleet, IReadOnlyList<EnvironmentRow> environments, IReadOnlyList<RunSummary> runs, RepositoryHealth repository, DateTimeOffset now)
    {
        var counts = FleetSnapshot.Count(fleet.Nodes);
        return new("fleet", Section.Fleet, counts.Total == 0 ? NoNodes() : Markup.Of($"""
            <h1>fleet <span class="count">{Parts.Count(counts.Total, "node")}</span></h1>
            {Bar(counts)}
            <ul class="tiles">{Standings.All.Select(standing => Tile(standing, counts))}</ul>
            {Troubled(fleet, now)}
            <div class="columns">
            <section aria-labelledby="environments"><h2 id="environments"><a href="{Links.Environments}">environments</a></h2>{EnvironmentsPage.Table(environments)}</section>
            <section aria-labelledby="repository"><h2 id="repository">repository</h2>{repository.Draw(now)}</section>
            </div>
            <section aria-labelledby="runs"><h2 id="runs"><a href="{Links.Runs}">latest runs</a></h2>{RunsPage.Table(runs, now)}</section>
            """))
        { IsLive = true };
    }

    private static Markup NoNodes() => Markup.Of($"""
        <h1>fleet</h1>
        {Parts.Empty("no node has enrolled yet", Markup.Of($"""on this machine <code>converge server token create --name 'web*'</code> makes a token, and on the node <code>converge enrol --server URL --token TOKEN --ca-pin PIN</code> uses it"""))}
        """);

    /// <summary>How large each part is. The tiles below say the same in numbers.</summary>
    private static Markup Bar(StandingCounts counts)
    {
        var (parts, before) = (new List<Markup>(), 0);
        foreach (var standing in Standings.All)
        {
            if (counts[standing] == 0)
                continue;
            parts.Add(Markup.Of($"""<rect class="{Standings.Name(standing)}" x="{Percent(before, counts.Total)}" y="0" width="{Percent(counts[standing], counts.Total)}" height="100%"><title>{counts[standing]} {Standings.Name(standing)}</title></rect>"""));
            before += counts[standing];
        }
        return Markup.Of($"""<svg class="bar" aria-hidden="true">{parts}</svg>""");
    }

    private static Markup Tile(Standing standing, StandingCounts counts)
    {
        var name = Standings.Name(standing);
        return Markup.Of($"""
            <li><a class="tile {name} {(counts[standing] == 0 ? "none" : "")}" href="{Links.With(Links.Nodes, ("state", name))}" title="{Standings.Meaning(standing)}">
            <span class="number">{counts[standing]}</span><span class="what">{Standings.Sign(name)}{name}</span></a></li>
            """);
    }

    private static Markup Troubled(FleetSnapshot fleet, DateTimeOffset now)
    {
        var all = fleet.Nodes.Where(static node => node.Standing is Standing.Failed or Standing.Unhealthy or Standing.Silent).OrderBy(static node => node.Standing).ThenByDescending(static node => node.Summary.Seen).ToList();
        if (all.Count == 0)
            return Markup.Of($"""<p class="well">{Standings.Sign("converged")} no node wants attention</p>""");
        return Markup.Of($"""
            <section aria-labelledby="attention"><h2 id="attention">wants attention <span class="count">{all.Count}</span></h2>
            <ul class="cards">{all.Take(MostTroubled).Select(node => Card(node, now))}</ul>
            {Markup.When(all.Count > MostTroubled, $"""<p class="faint">and {all.Count - MostTroubled} more: <a href="{Links.With(Links.Nodes, ("state", "failed"))}">failed</a>, <a href="{Links.With(Links.Nodes, ("state", "unhealthy"))}">unhealthy</a>, <a href="{Links.With(Links.Nodes, ("state", "silent"))}">silent</a></p>""")}
            </section>
            """);
    }

    private static Markup Card(FleetNode node, DateTimeOffset now)
    {
        var why = node switch
        {
            { Standing: Standing.Silent } => Markup.Of($"""heard of {Moments.Ago(node.Summary.Seen, now)}"""),
            { Summary.LastRun: { Failed: > 0 } run } => Markup.Of($"""<a href="{Links.Run(run.Id)}">{Parts.Count(run.Failed, "resource")} failed</a> {Moments.Ago(run.Start, now)}"""),
            { Summary.LastRun: { } run } => Markup.Of($"""<a href="{Links.Run(run.Id)}">{run.Status}</a> {Moments.Ago(run.Start, now)}"""),
            _ => Markup.None,
        };
        return Markup.Of($"""<li class="card {Standings.Name(node.Standing)}">{Parts.NodeLink(node.Name)}<div>{Standings.Badge(node.Standing)} <span class="faint">{why}</span></div></li>""");
    }

    private static string Percent(int part, int whole) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.###}%");
}
