using System.Collections.Immutable;
using Converge.Language.Values;
using Converge.Protocol;
using Converge.Server.Dashboard.Html;
using Converge.Server.Dashboard.Overview;
using Converge.Server.Dashboard.RunPages;
using Converge.Server.Storage;

namespace Converge.Server.Dashboard.NodePages;

/// <summary>All that is known of a node.</summary>
internal static class NodePage
{
    // What is told elsewhere on the page.
    private static readonly string[] Known = ["name", "fqdn", "ip", "roles", "recipes", "environment", "ready", "facts", "seen", "commit"];

    /// <param name="Problem">What git says is wrong with the node.</param>
    /// <param name="Runs">The latest first.</param>
    public sealed record Shown(NodeRecord Record, FleetNode Node, string? Problem, IReadOnlyList<RunSummary> Runs, ImmutableArray<AttributeRow> Attributes);

    public static Page Draw(Shown shown, Visitor visitor, DateTimeOffset now)
    {
        var (record, node) = (shown.Record, shown.Node);
        return new(node.Name, Section.Nodes, Markup.Of($"""
            <p class="crumbs"><a href="{Links.Nodes}">nodes</a></p>
            <div class="title"><h1 class="name">{Parts.Breakable(node.Name)}</h1>{Standings.Badge(node.Standing)}{RunNow(record, visitor, now)}</div>
            {(shown.Problem is { } problem ? Markup.Of($"""<p class="problem">{problem}</p>""") : Markup.None)}
            <div class="columns">
            <section aria-labelledby="about"><h2 id="about">about</h2>{About(record, node, now)}</section>
            <section aria-labelledby="searches"><h2 id="searches">depends on <span class="count">{record.Searches.Length}</span></h2>{Searches(record.Searches)}</section>
            </div>
            <section aria-labelledby="node-runs"><h2 id="node-runs"><a href="{Links.With(Links.Runs, ("node", node.Name))}">runs</a></h2>{RunsPage.Table(shown.Runs, now, hasNode: false)}</section>
            <section aria-labelledby="attributes"><h2 id="attributes">attributes <span class="count">{shown.Attributes.Length}</span></h2>{AttributeTable.Draw(shown.Attributes)}</section>
            <section aria-labelledby="facts"><h2 id="facts">facts</h2>{Facts(record)}</section>
            """))
        { IsLive = true };
    }

    /// <summary>The members of its document that are attributes of recipes.</summary>
    public static IEnumerable<KeyValuePair<string, Value>> Published(NodeRecord record) =>
        record.Document is { } document ? document.Fields.Where(static field => Array.IndexOf(Known, field.Key) < 0) : [];

    private static Markup RunNow(NodeRecord record, Visitor visitor, DateTimeOffset now)
    {
        if (record.Order is { } order)
            return Markup.Of($"""<p class="order" role="status">{order.By} asked for a run {Moments.Ago(order.At, now)}: the node runs as soon as it hears of it</p>""");
        return visitor.MayOperate ? Markup.Of($"""<form method="post" action="{Links.RunNow(record.Name)}">{visitor.Proof}<button type="submit">run now</button></form>""") : Markup.None;
    }

    private static Markup About(NodeRecord record, FleetNode node, DateTimeOffset now) => Markup.Of($"""
        <dl class="facts">
        <dt>environment</dt><dd>{Parts.EnvironmentLink(node.Summary.Environment)}</dd>
        <dt>roles</dt><dd>{(node.Summary.Roles.Count == 0 ? Markup.Of($"""<span class="faint">none</span>""") : Parts.Roles(node.Summary.Roles))}</dd>
        <dt>ip</dt><dd class="number">{node.Summary.Ip ?? "–"}</dd>
        <dt>commit</dt><dd>{Parts.Commit(node.Summary.Commit, node.Wanted)}</dd>
        <dt>last run</dt><dd>{(record.LastRun is { } run ? Markup.Of($"""<a href="{Links.Run(run.Id)}">{run.Status}</a> {Moments.Ago(run.Start, now)}""") : Moments.Ago(null, now))}</dd>
        <dt>heard of</dt><dd>{Moments.Ago(record.Seen, now)}</dd>
        <dt>enrolled</dt><dd>{Moments.Ago(record.Registered, now)}</dd>
        <dt>runs every</dt><dd>{(record.Interval > TimeSpan.Zero ? Moments.Span(record.Interval) : "–")}</dd>
        <dt>agent</dt><dd>{(record.Version.Length > 0 ? record.Version : "–")}</dd>
        </dl>
        """);

    private static Markup Searches(ImmutableArray<string> searches) => searches.IsEmpty
        ? Parts.Empty("its catalog asks for no other nodes", Markup.Of($"""a recipe that has <code>peers</code> does, and runs when the answer changes"""))
        : Markup.Of($"""<ul class="plain">{searches.Select(static query => Markup.Of($"""<li><a href="{Links.Search(query)}"><code>{query}</code></a></li>"""))}</ul>""");

    private static Markup Facts(NodeRecord record) =>
        record.Document is { } document && document.Fields.TryGet("facts", out var facts) && facts.As<ScriptObject>() is { Count: > 0 } known
            ? ValueTree.Draw(known)
            : Parts.Empty("the node has not told its facts yet", Markup.Of($"""it does when its agent runs for the first time: <code>systemctl status converge-agent</code> on the node"""));
}
