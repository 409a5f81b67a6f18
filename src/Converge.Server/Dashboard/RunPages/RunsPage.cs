using Converge.Protocol;
using Converge.Server.Dashboard.Html;
using Converge.Server.Dashboard.Overview;
using Converge.Server.Storage;

namespace Converge.Server.Dashboard.RunPages;

/// <summary>Runs, the latest first.</summary>
internal static class RunsPage
{
    private static readonly string[] Statuses = ["failed", "unhealthy", "changed", "unchanged"];

    public static Page Draw(Page<RunSummary> runs, RunFilter filter, bool isFirst, IReadOnlyList<string> environments, DateTimeOffset now)
    {
        string At(string? after) => Links.With(Links.Runs, ("node", filter.Node), ("environment", filter.Environment), ("status", filter.Status), ("corrective", filter.IsCorrective == true ? "true" : null), ("after", after));
        var title = filter.Node is { } node ? $"runs of {node}" : "runs";
        return new(title, Section.Runs, Markup.Of($"""
            <h1>runs{(filter.Node is { } of ? Markup.Of($""" of {Parts.NodeLink(of)}""") : Markup.None)}</h1>
            {Form(filter, environments)}
            {(runs.Items.Count == 0 && filter != new RunFilter() ? Parts.Empty("no run matches", Markup.Of($"""<a href="{Links.Runs}">show all runs</a>""")) : Table(runs.Items, now))}
            {Paging.Onward(At(null), runs.Next is { } next ? At(next) : null, isFirst)}
            """))
        { IsLive = isFirst };
    }

    public static Markup Table(IReadOnlyList<RunSummary> runs, DateTimeOffset now, bool hasNode = true) => runs.Count == 0
        ? Parts.Empty("no run has been reported yet", Markup.Of($"""nodes report when their agent has run: <code>converge agent</code>"""))
        : Markup.Of($"""
            <table class="list runs stack">
            <thead><tr><th scope="col">run</th>{Markup.When(hasNode, $"""<th scope="col">node</th>""")}<th scope="col">came to</th><th scope="col" class="mid">environment</th><th scope="col" class="mid">resources</th><th scope="col" class="mid">because of</th><th scope="col" class="wide">commit</th><th scope="col" class="mid end">took</th></tr></thead>
            <tbody>{runs.Select(run => Row(run, now, hasNode))}</tbody>
            </table>
            """);

    private static Markup Row(RunSummary run, DateTimeOffset now, bool hasNode) => Markup.Of($"""
        <tr data-key="{run.Id}"><th scope="row"><a href="{Links.Run(run.Id)}">{Moments.Ago(run.Start, now)}</a></th>{(hasNode ? Markup.Of($"""<td class="whole first">{Parts.NodeLink(run.Node)}</td>""") : Markup.None)}<td>{Standings.OfRunBadge(run.Status)}</td><td class="mid">{Parts.EnvironmentLink(run.Environment)}</td><td class="mid number">{Counts(run)}</td><td class="mid">{run.Trigger}</td><td class="wide">{Parts.Commit(run.Commit)}</td><td class="mid end number">{Moments.Span(run.End - run.Start)}</td></tr>
        """);

    public static Markup Counts(RunSummary run) => Markup.Of($"""
        {Markup.When(run.Failed > 0, $"""<span class="text failed">{run.Failed} failed</span> """)}{Markup.When(run.Changed > 0, $"""<span class="text changed">{run.Changed} changed</span> """)}{Markup.When(run.Corrective > 0, $"""<span class="text corrective">{run.Corrective} mended</span> """)}<span class="faint">of {run.Resources}</span>
        """);

    private static Markup Form(RunFilter filter, IReadOnlyList<string> environments) => Markup.Of($"""
        <form class="filters" method="get" action="{Links.Runs}">
        <label>node <input name="node" value="{filter.Node}" autocomplete="off" spellcheck="false"></label>
        <label>environment <select name="environment"><option value="">any</option>{environments.Select(name => Option(name, filter.Environment == name))}</select></label>
        <label>came to <select name="status"><option value="">anything</option>{Statuses.Select(status => Option(status, filter.Status == status))}</select></label>
        <label class="check"><input type="checkbox" name="corrective" value="true" {Markup.When(filter.IsCorrective == true, $"checked")}> mended drift</label>
        <button type="submit">filter</button>
        </form>
        """);

    private static Markup Option(string value, bool isChosen) => Markup.Of($"""<option value="{value}" {Markup.When(isChosen, $"selected")}>{value}</option>""");
}
