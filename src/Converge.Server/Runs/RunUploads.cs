using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Identity;
using Converge.Server.Nodes;
using Converge.Server.Repository;
using Converge.Server.Storage;
using Microsoft.AspNetCore.Http;

namespace Converge.Server.Runs;

/// <summary>Takes reports, and shows them.</summary>
internal sealed class RunUploads(IStorage storage, RepositoryMirror repository, SeenNodes seen)
{
    private const int LongestPacked = 8 * 1024 * 1024;
    private const int LongestReport = 64 * 1024 * 1024;
    private const int LongestOrder = 64;
    private const int Attempts = 10;

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("POST", Routes.Runs, Access.AnyNode, AddAsync) { LongestBody = LongestPacked, Summary = "the report of a run, packed with gzip; sending it twice does no harm" },
        new("GET", Routes.Runs, Access.Viewer, ListAsync) { Summary = "runs, the latest first", Gives = ProtocolJson.Default.PageRunSummary },
        new("GET", $"{Routes.Runs}/{{run}}", Access.Viewer, ShowAsync) { Summary = "the report of a run" },
    ];

    private async Task AddAsync(Call call)
    {
        var name = ((Caller.Node)call.Caller).NodeName;
        var packed = await call.ReadBytesAsync(LongestPacked).ConfigureAwait(false);
        var run = RunOutcome.Summarize(await Call.UnpackAsync(packed, LongestReport, call.Cancel).ConfigureAwait(false));
        if (run.Node != name)
            throw RefusalException.Forbidden($"'{name}' may not report a run of '{run.Node}'");
        seen.Note(name);
        if (call.Http.Request.Headers[RunOrder.Header].ToString() is { Length: > 0 and <= LongestOrder } order)
            run = run with { Order = order };
        if (await storage.Runs.FindAsync(run.Id, call.Cancel).ConfigureAwait(false) is { } there && there.Node != name)
            throw RefusalException.Forbidden($"the run '{run.Id}' is of another node");
        await repository.FirstLook.WaitAsync(call.Cancel).ConfigureAwait(false);
        var isNew = await storage.Runs.AddAsync(run, packed, call.Cancel).ConfigureAwait(false);
        // A node that sends again does not know whether all was done the first time.
        await NoteAsync(run, call.Cancel).ConfigureAwait(false);
        await call.AnswerNothing(isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK).ConfigureAwait(false);
    }

    /// <summary>The node is as its last run left it.</summary>
    private async Task NoteAsync(RunSummary run, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await storage.Nodes.FindAsync(run.Node, cancel).ConfigureAwait(false) is not { } node)
                return;
            var isLatest = node.LastRun is not { } last || last.Start <= run.Start;
            var isDone = node.Order is { } waiting && waiting.Id == run.Order;
            if (!isLatest && !isDone)
                return;
            var changed = node with { Order = isDone ? null : node.Order };
            if (isLatest)
                changed = NodeDocuments.Compose(changed with { LastRun = run, Commit = run.Commit, State = RunOutcome.StateAfter(run) }, repository.View);
            if (await storage.Nodes.PutAsync(changed, cancel).ConfigureAwait(false) is not null)
                return;
        }
    }

    private async Task ListAsync(Call call)
    {
        var filter = new RunFilter
        {
            Node = call.Query("node"),
            Environment = call.Query("environment"),
            Status = call.Query("status"),
            IsCorrective = call.Query("corrective") is { } corrective ? corrective == "true" : null,
        };
        await call.AnswerAsync(await storage.Runs.ListAsync(filter, call.Query("after"), call.Limit(), call.Cancel).ConfigureAwait(false), ProtocolJson.Default.PageRunSummary).ConfigureAwait(false);
    }

    private async Task ShowAsync(Call call)
    {
        var id = call.Route("run");
        if (await storage.Runs.ReadReportAsync(id, call.Cancel).ConfigureAwait(false) is not { } packed)
            throw RefusalException.NotFound($"there is no run '{id}'", "runs are removed when they are old");
        var json = await Call.UnpackAsync(packed.ToArray(), LongestReport, call.Cancel).ConfigureAwait(false);
        call.Http.Response.ContentType = "application/json";
        call.Http.Response.ContentLength = json.Length;
        await call.Http.Response.BodyWriter.WriteAsync(json, call.Cancel).ConfigureAwait(false);
    }
}
