using Converge.Server.Dashboard.Html;
using Converge.Server.Repository;

namespace Converge.Server.Dashboard.Overview;

/// <summary>What environments follow, and how far their nodes are.</summary>
internal static class EnvironmentsPage
{
    public static Page Draw(IReadOnlyList<EnvironmentRow> environments) => new("environments", Section.Environments, Markup.Of($"""
        <h1>environments <span class="count">{environments.Count}</span></h1>
        {Table(environments)}
        """))
    { IsLive = true };

    public static Markup Table(IReadOnlyList<EnvironmentRow> environments) => environments.Count == 0
        ? Parts.Empty("there are no environments", Markup.Of($"""each file in <code>environments/</code> of the repository is one; a node says in <code>nodes/</code> which is its own"""))
        : Markup.Of($"""
            <table class="list">
            <thead><tr><th scope="col">environment</th><th scope="col">follows</th><th scope="col">commit</th><th scope="col">applied by</th><th scope="col" class="mid">standing</th></tr></thead>
            <tbody>{environments.Select(Row)}</tbody>
            </table>
            """);

    private static Markup Row(EnvironmentRow row) => Markup.Of($"""
        <tr data-key="{row.Name}"><th scope="row">{Parts.EnvironmentLink(row.Name)}</th><td>{row.Follow}</td>
        <td>{Parts.Commit(row.Commit)}</td>
        <td>{Progress(row)}</td>
        <td class="mid minis">{Standings.All.Where(standing => row.Counts[standing] > 0).Select(standing => Markup.Of($"""<a class="mini" href="{Links.With(Links.Nodes, ("query", $"environment:{row.Name}"), ("state", Standings.Name(standing)))}" title="{row.Counts[standing]} {Standings.Name(standing)}" aria-label="{row.Counts[standing]} {Standings.Name(standing)}">{Standings.Sign(Standings.Name(standing))}{row.Counts[standing]}</a>"""))}</td></tr>
        {Problem(row)}
        """);

    private static Markup Problem(EnvironmentRow row) => row.Problem is { } problem
        ? Markup.Of($"""<tr data-key="{row.Name}!"><td colspan="5" class="reason">{Parts.Breakable(problem)}</td></tr>""")
        : Markup.None;

    private static Markup Progress(EnvironmentRow row) => row switch
    {
        { Counts.Total: 0 } => Markup.Of($"""<span class="faint">no nodes</span>"""),
        { Commit: null } => Markup.Of($"""{Parts.Count(row.Counts.Total, "node")}"""),
        _ => Markup.Of($"""<span class="progress"><progress max="{row.Counts.Total}" value="{row.Applied}" aria-label="nodes of {row.Name} that have the commit"></progress> {row.Applied} of {row.Counts.Total}</span>"""),
    };

    /// <summary>What git knows, and what nodes say of themselves where there is no git.</summary>
    public static IReadOnlyList<EnvironmentRow> Rows(FleetSnapshot fleet, FleetView view)
    {
        var nodes = fleet.Nodes.ToLookup(static node => node.Summary.Environment, StringComparer.Ordinal);
        var heads = view.Environments.ToDictionary(static head => head.Name, StringComparer.Ordinal);
        var names = heads.Keys.Concat(fleet.Environments).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return [.. names.Select(name => Row(name, heads.GetValueOrDefault(name), [.. nodes[name]]))];
    }

    private static EnvironmentRow Row(string name, EnvironmentHead? head, List<FleetNode> nodes) =>
        new(name, head?.Follow ?? "–", head?.Commit, head?.Problem, nodes.Count(node => head?.Commit is not null && node.Summary.Commit == head.Commit), FleetSnapshot.Count(nodes));
}

/// <param name="Applied">How many nodes have the commit.</param>
internal sealed record EnvironmentRow(string Name, string Follow, string? Commit, string? Problem, int Applied, StandingCounts Counts);
