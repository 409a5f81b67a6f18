using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Identity;
using Converge.Server.Storage;
using Microsoft.AspNetCore.Http;

namespace Converge.Server.Nodes;

/// <summary>What can be asked of all nodes, and what can be done to one.</summary>
internal sealed class Inventories(IStorage storage, AuditLog audit, Certificates certificates, TimeProvider clock)
{
    private const int Attempts = 10;

    public IEnumerable<Endpoint> Endpoints =>
    [
        new("POST", Routes.Search, Access.NodeOrViewer, SearchAsync) { Summary = "the nodes that match a query", Takes = ProtocolJson.Default.SearchRequest, Gives = ProtocolJson.Default.SearchResult },
        new("GET", Routes.Nodes, Access.Viewer, ListAsync) { Summary = "nodes, by name", Gives = ProtocolJson.Default.PageNodeSummary },
        new("GET", $"{Routes.Nodes}/{{node}}", Access.Viewer, ShowAsync) { Summary = "all that is known of a node", Gives = ProtocolJson.Default.NodeDetails },
        new("POST", $"{Routes.Nodes}/{{node}}/run", Access.Operator, OrderAsync) { Summary = "lets a node run now", Takes = ProtocolJson.Default.OrderRequest, Gives = ProtocolJson.Default.RunOrder },
        new("DELETE", $"{Routes.Nodes}/{{node}}", Access.Operator, RemoveAsync) { Summary = "forgets a node" },
    ];

    /// <exception cref="RefusalException">It is no query.</exception>
    public static Query Parse(string text, out DiagnosticBag problems)
    {
        problems = [];
        if (Query.Parse(SourceText.From("query", text), problems) is { } query)
            return query;
        var error = problems.First(static problem => problem.Severity == Severity.Error);
        throw RefusalException.BadRequest($"{error.Message}, at column {error.At.Column} of '{text}'", error.Hint);
    }

    private async Task SearchAsync(Call call)
    {
        var request = await call.ReadAsync(ProtocolJson.Default.SearchRequest).ConfigureAwait(false);
        var query = Parse(request.Query ?? throw RefusalException.BadRequest("a search needs a 'query'", "as in 'role:app'; '*' finds every node"), out _);
        if (request.Limit is < 1)
            throw RefusalException.BadRequest($"'limit' must be at least 1, not {request.Limit}");
        var fields = request.Fields.Select(static text => Field.TryParse(SourceText.From("fields", text ?? ""), 0, text?.Length ?? 0) ?? throw RefusalException.BadRequest($"'{text}' is no field", "as in 'ip' or 'app.port'")).ToList();
        var answer = await storage.Nodes.SearchAsync(query, clock.GetUtcNow(), request.After, request.Limit, call.Cancel).ConfigureAwait(false);
        var next = request.Limit is { } limit && answer.Nodes.Length == limit && limit > 0 ? answer.Nodes[^1].Name : null;
        await call.AnswerAsync(new SearchResult(query.ToString(), answer.Generation, [.. answer.Nodes.Select(node => Select(node, fields))]) { Next = next }, ProtocolJson.Default.SearchResult).ConfigureAwait(false);
    }

    private static ScriptObject Select(NodeDocument node, List<Field> fields)
    {
        if (fields.Count == 0)
            return node.Fields;
        var selected = new ScriptObject(fields.Count + 1) { ["name"] = Value.From(node.Name) };
        foreach (var field in fields)
            selected.Set(field.ToString(), field.Read(node));
        return selected;
    }

    private async Task ListAsync(Call call)
    {
        var query = call.Query("query") is { } text ? Parse(text, out _) : null;
        var state = call.Query("state");
        var (after, limit) = (call.Query("after"), call.Limit());
        var found = new List<NodeSummary>();
        await foreach (var node in storage.Nodes.ReadAllAsync(documents: true, call.Cancel).ConfigureAwait(false))
        {
            if (after is not null && string.CompareOrdinal(node.Name, after) <= 0)
                continue;
            if (query is not null && (node.Document is not { } document || !query.Matches(document, clock.GetUtcNow())))
                continue;
            if (state is not null && !node.State.ToString().Equals(state, StringComparison.OrdinalIgnoreCase))
                continue;
            found.Add(NodeDocuments.Summarize(node));
            if (found.Count > limit)
                break;
        }
        var page = found.Take(limit).ToList();
        await call.AnswerAsync(new Page<NodeSummary>(page, found.Count > limit ? page[^1].Name : null), ProtocolJson.Default.PageNodeSummary).ConfigureAwait(false);
    }

    private async Task ShowAsync(Call call)
    {
        var node = await FindAsync(call.Route("node"), call.Cancel).ConfigureAwait(false);
        var shown = new NodeDetails(NodeDocuments.Summarize(node)) { Document = node.Document?.Fields, Searches = node.Searches, Order = node.Order };
        await call.AnswerAsync(shown, ProtocolJson.Default.NodeDetails).ConfigureAwait(false);
    }

    private async Task OrderAsync(Call call)
    {
        var request = await call.ReadOrAsync(new(), ProtocolJson.Default.OrderRequest).ConfigureAwait(false);
        var order = await OrderAsync(call, call.Route("node"), request).ConfigureAwait(false);
        await call.AnswerAsync(order, ProtocolJson.Default.RunOrder, StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    /// <summary>Lets a node run now.</summary>
    /// <exception cref="RefusalException">There is no such node.</exception>
    public async Task<RunOrder> OrderAsync(Call call, string name, OrderRequest request)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var node = await FindAsync(name, call.Cancel).ConfigureAwait(false);
            var order = new RunOrder(Guid.CreateVersion7().ToString("N"), call.Caller.Name, clock.GetUtcNow()) { AllowsOlder = request.AllowsOlder };
            if (await storage.Nodes.PutAsync(node with { Order = order }, call.Cancel).ConfigureAwait(false) is null)
                continue;
            await audit.NoteAsync(call, "order run", node.Name, request.AllowsOlder ? "an older commit is allowed" : null).ConfigureAwait(false);
            return order;
        }
        throw RefusalException.Conflict("the node is being changed by others all the time");
    }

    private async Task RemoveAsync(Call call)
    {
        var name = call.Route("node");
        if (!await storage.Nodes.RemoveAsync(name, call.Cancel).ConfigureAwait(false))
            throw NoSuchNode(name);
        // Else it would be back with the next thing that it says.
        await certificates.RevokeAsync(name, CancellationToken.None).ConfigureAwait(false);
        await audit.NoteAsync(call, "remove node", name).ConfigureAwait(false);
        await call.AnswerNothing().ConfigureAwait(false);
    }

    private async Task<NodeRecord> FindAsync(string name, CancellationToken cancel) =>
        await storage.Nodes.FindAsync(name, cancel).ConfigureAwait(false) ?? throw NoSuchNode(name);

    private static RefusalException NoSuchNode(string name) => RefusalException.NotFound($"there is no node '{name}'", "'converge node list' lists them");
}
