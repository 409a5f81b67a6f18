using System.Collections.Immutable;
using Converge.Server.Dashboard.Assets;
using Converge.Server.Dashboard.Html;
using Converge.Server.Dashboard.Live;
using Converge.Server.Dashboard.NodePages;
using Converge.Server.Dashboard.Overview;
using Converge.Server.Dashboard.RunPages;
using Converge.Server.Hosting;
using Converge.Server.Identity;
using Converge.Server.Nodes;
using Converge.Server.Repository;
using Converge.Server.Storage;
using Microsoft.AspNetCore.Http;

namespace Converge.Server.Dashboard;

/// <summary>The pages of the dashboard: each reads what it shows, and what it looks like is elsewhere.</summary>
internal sealed class DashboardPages(IStorage storage, RepositoryMirror repository, Snapshots snapshots, StoredReports reports, LiveEvents live, Inventories inventories, ServerOptions options, TimeProvider clock)
{
    private const int LatestRuns = 12;
    private const int RunsPerPage = 100;
    private const int LargestPage = 1_000_000;

    public IEnumerable<Endpoint> Endpoints =>
    [
        LoginPage.Endpoint,
        .. AssetFiles.Endpoints,
        PageAnswers.Page(Links.Fleet, FleetAsync),
        PageAnswers.Page(Links.Nodes, NodesAsync),
        PageAnswers.Page($"{Links.Nodes}/{{node}}", NodeAsync),
        new("POST", $"{Links.Nodes}/{{node}}/run", Access.Operator, RunNowAsync) { IsPage = true },
        PageAnswers.Page(Links.Runs, RunsAsync),
        PageAnswers.Page($"{Links.Runs}/{{run}}", RunAsync),
        PageAnswers.Page(Links.Drift, DriftAsync),
        PageAnswers.Page(Links.Environments, EnvironmentsAsync),
        PageAnswers.Page(Links.Audit, AuditAsync),
        // These are for the script of a page, which can do nothing with another page.
        new("GET", Links.Events, Access.Viewer, live.ListenAsync) { Summary = "says when something of the dashboard changed" },
        new("GET", Links.Completion, Access.Viewer, async call => await Completion.AnswerAsync(call, await snapshots.GetAsync(call.Cancel).ConfigureAwait(false)).ConfigureAwait(false)) { Summary = "what may come next in a query" },
    ];

    private async Task<Page> FleetAsync(Call call, Visitor visitor)
    {
        var fleet = await snapshots.GetAsync(call.Cancel).ConfigureAwait(false);
        var runs = await storage.Runs.ListAsync(new(), after: null, LatestRuns, call.Cancel).ConfigureAwait(false);
        var health = new RepositoryHealth(options.Repository, options.Branch, repository.Fetched, repository.Problem);
        return OverviewPage.Draw(fleet, EnvironmentsPage.Rows(fleet, repository.View), runs.Items, health, clock.GetUtcNow());
    }

    private async Task<Page> NodesAsync(Call call, Visitor visitor)
    {
        var fleet = await snapshots.GetAsync(call.Cancel).ConfigureAwait(false);
        var search = await NodeSearch.FindAsync(call.Query("query"), fleet, storage.Nodes, clock.GetUtcNow(), call.Cancel).ConfigureAwait(false);
        return NodesPage.Draw(search, Standings.Parse(call.Query("state")), call.Number("page", 1, LargestPage), clock.GetUtcNow());
    }

    private async Task<Page> NodeAsync(Call call, Visitor visitor)
    {
        var name = call.Route("node");
        if (await storage.Nodes.FindAsync(name, call.Cancel).ConfigureAwait(false) is not { } record)
            throw RefusalException.NotFound($"there is no node '{name}'", "it may have been removed, or has not enrolled yet");
        var runs = await storage.Runs.ListAsync(new() { Node = name }, after: null, LatestRuns, call.Cancel).ConfigureAwait(false);
        var role = repository.View.Of(name);
        // It compiles the node's attributes, which may take a moment.
        var attributes = await Task.Run(() => AttributeRow.Of(record, role), call.Cancel).ConfigureAwait(false);
        var shown = new NodePage.Shown(record, Snapshots.Look(record, repository.View), repository.View.IsKnown ? role.Problem : null, runs.Items, attributes);
        return NodePage.Draw(shown, visitor, clock.GetUtcNow());
    }

    private async Task RunNowAsync(Call call)
    {
        var name = call.Route("node");
        await inventories.OrderAsync(call, name, new()).ConfigureAwait(false);
        call.Http.Response.StatusCode = StatusCodes.Status303SeeOther;
        call.Http.Response.Headers.Location = Links.Node(name);
    }

    private async Task<Page> RunsAsync(Call call, Visitor visitor)
    {
        var filter = new RunFilter { Node = call.Query("node"), Environment = call.Query("environment"), Status = call.Query("status"), IsCorrective = call.Query("corrective") == "true" ? true : null };
        var after = call.Query("after");
        var runs = await storage.Runs.ListAsync(filter, after, RunsPerPage, call.Cancel).ConfigureAwait(false);
        var fleet = await snapshots.GetAsync(call.Cancel).ConfigureAwait(false);
        var environments = fleet.Environments.Concat(repository.View.Environments.Select(static head => head.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToImmutableArray();
        return RunsPage.Draw(runs, filter, after is null, environments, clock.GetUtcNow());
    }

    private async Task<Page> RunAsync(Call call, Visitor visitor)
    {
        var id = call.Route("run");
        if (await storage.Runs.FindAsync(id, call.Cancel).ConfigureAwait(false) is not { } run || await reports.FindAsync(id, call.Cancel).ConfigureAwait(false) is not { } report)
            throw RefusalException.NotFound($"there is no run '{id}'", "runs are removed when they are old");
        return RunPage.Draw(run, report, clock.GetUtcNow());
    }

    private async Task<Page> DriftAsync(Call call, Visitor visitor)
    {
        var (days, now) = (DriftPage.Days(call.Number("days", 7, LargestPage)), clock.GetUtcNow());
        return DriftPage.Draw(await DriftPage.FindAsync(storage.Runs, reports, now.AddDays(-days), call.Cancel).ConfigureAwait(false), days, now);
    }

    private async Task<Page> EnvironmentsAsync(Call call, Visitor visitor) =>
        EnvironmentsPage.Draw(EnvironmentsPage.Rows(await snapshots.GetAsync(call.Cancel).ConfigureAwait(false), repository.View));

    private async Task<Page> AuditAsync(Call call, Visitor visitor)
    {
        var (text, after) = (call.Query("text"), call.Query("after"));
        var entries = await storage.Audit.ListAsync(text, after, AuditPage.PageSize, call.Cancel).ConfigureAwait(false);
        return AuditPage.Draw(entries, text, after is null, clock.GetUtcNow());
    }
}
