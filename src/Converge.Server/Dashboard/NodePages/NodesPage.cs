using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Server.Dashboard.Html;
using Converge.Server.Dashboard.Overview;

namespace Converge.Server.Dashboard.NodePages;

/// <summary>A list of nodes, and the search among them.</summary>
internal static class NodesPage
{
    public const int PageSize = 100;

    /// <param name="number">Of the page, from 1 on.</param>
    public static Page Draw(NodeSearch search, Standing? standing, int number, DateTimeOffset now)
    {
        var counts = FleetSnapshot.Count(search.Found);
        var chosen = standing is { } only ? [.. search.Found.Where(node => node.Standing == only)] : search.Found;
        var title = search.Text.Length > 0 ? $"nodes: {search.Text}" : standing is { } some ? $"nodes: {Standings.Name(some)}" : "nodes";
        return new(title, Section.Nodes, Markup.Of($"""
            <h1>nodes {Markup.When(!search.IsWrong, $"""<span class="count">{counts.Total}</span>""")}</h1>
            {Form(search, standing)}
            {Problems(search)}
            {(search.IsWrong ? Markup.None : Tabs(search.Text, standing, counts))}
            {(search.IsWrong ? Markup.None : chosen.IsEmpty ? Nothing(search, standing) : Table(chosen, number, search.Text, standing, now))}
            """))
        { IsLive = true, Status = search.IsWrong ? 400 : 200 };
    }

    private static Markup Form(NodeSearch search, Standing? standing) => Markup.Of($"""
        <form class="search" role="search" method="get" action="{Links.Nodes}">
        <label for="query">query</label>
        <div class="field"><input id="query" name="query" type="search" value="{search.Text}" placeholder="role:web AND facts.os.family:debian" autocomplete="off" autocapitalize="none" spellcheck="false" data-completion="{Links.Completion}" {Markup.When(search.IsWrong, $"""aria-invalid="true" aria-describedby="problems" """)}></div>
        {Markup.When(standing is not null, $"""<input type="hidden" name="state" value="{Standings.Name(standing.GetValueOrDefault())}">""")}
        <button type="submit">search</button>
        </form>
        """);

    /// <summary>The query with a mark below what is wrong, as the command line shows it.</summary>
    private static Markup Problems(NodeSearch search) => search.Problems.IsEmpty ? Markup.None : Markup.Of($"""
        <div id="problems" class="problems" role="status">{search.Problems.Select(problem => Problem(search.Text, problem))}</div>
        """);

    private static Markup Problem(string text, Diagnostic problem)
    {
        var line = text.Split('\n')[Math.Clamp(problem.At.Line - 1, 0, text.Count(static c => c == '\n'))];
        var kind = problem.Severity == Severity.Error ? "error" : "warning";
        return Markup.Of($"""
            <div class="{kind}"><p><strong>{kind}:</strong> {problem.Message}, at column {problem.At.Column}</p>
            <pre aria-hidden="true">{line}
            {new string(' ', Math.Max(0, problem.At.Column - 1))}^</pre>
            {Parts.Hint(problem.Hint)}</div>
            """);
    }

    private static Markup Tabs(string query, Standing? standing, StandingCounts counts) => Markup.Of($"""
        <nav class="tabs" aria-label="states">{Parts.Tab("all", Links.With(Links.Nodes, ("query", query)), standing is null, counts.Total)}{Standings.All.Select(each => Parts.Tab(Standings.Name(each), Links.With(Links.Nodes, ("query", query), ("state", Standings.Name(each))), standing == each, counts[each]))}</nav>
        """);

    private static Markup Nothing(NodeSearch search, Standing? standing) => (search.Text, standing) switch
    {
        ("", null) => Parts.Empty("no node has enrolled yet", Markup.Of($"""<code>converge server token create --name 'web*'</code> makes a token for the first ones""")),
        (_, { } some) => Parts.Empty($"no node is {Standings.Name(some)}", Markup.Of($"""<a href="{Links.With(Links.Nodes, ("query", search.Text))}">show those in every state</a>""")),
        _ => Parts.Empty("no node matches", Markup.Of($"""try it with wildcards, as in <code>name:web*</code>, or <a href="{Links.Nodes}">show all nodes</a>""")),
    };

    private static Markup Table(ImmutableArray<FleetNode> nodes, int number, string query, Standing? standing, DateTimeOffset now)
    {
        var paging = new Paging(nodes.Length, PageSize, number);
        return Markup.Of($"""
            <table class="list nodes stack">
            <thead><tr><th scope="col">node</th><th scope="col">state</th><th scope="col" class="mid">environment</th><th scope="col" class="mid">roles</th><th scope="col" class="wide">ip</th><th scope="col" class="wide">commit</th><th scope="col">last run</th><th scope="col" class="wide">heard of</th></tr></thead>
            <tbody>{nodes.Skip(paging.First).Take(PageSize).Select(node => Row(node, now))}</tbody>
            </table>
            {paging.Draw(page => Links.With(Links.Nodes, ("query", query), ("state", standing is { } only ? Standings.Name(only) : null), ("page", page == 1 ? null : $"{page}")))}
            """);
    }

    private static Markup Row(FleetNode node, DateTimeOffset now) => Markup.Of($"""
        <tr data-key="{node.Name}"><th scope="row">{Parts.NodeLink(node.Name)}</th><td>{Standings.Badge(node.Standing)}</td><td class="mid">{Parts.EnvironmentLink(node.Summary.Environment)}</td><td class="mid">{Parts.Roles(node.Summary.Roles)}</td><td class="wide number">{node.Summary.Ip}</td><td class="wide">{Parts.Commit(node.Summary.Commit, node.Wanted)}</td><td>{LastRun(node, now)}</td><td class="wide">{Moments.Ago(node.Summary.Seen, now)}</td></tr>
        """);

    private static Markup LastRun(FleetNode node, DateTimeOffset now) => node.Summary.LastRun is { } run ? Markup.Of($"""<a href="{Links.Run(run.Id)}">{Moments.Ago(run.Start, now)}</a>""") : Moments.Ago(null, now);
}
