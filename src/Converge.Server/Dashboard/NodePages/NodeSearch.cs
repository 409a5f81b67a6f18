using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Nodes.Queries;
using Converge.Server.Dashboard.Overview;
using Converge.Server.Storage;

namespace Converge.Server.Dashboard.NodePages;

/// <summary>The nodes that a query finds, or what is wrong with it.</summary>
/// <param name="Text">As it was written; empty for all nodes.</param>
internal sealed record NodeSearch(string Text, ImmutableArray<FleetNode> Found, ImmutableArray<Diagnostic> Problems)
{
    public bool IsWrong => Problems.Any(static problem => problem.Severity == Severity.Error);

    public static async Task<NodeSearch> FindAsync(string? text, FleetSnapshot fleet, INodeStorage nodes, DateTimeOffset now, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new("", fleet.Nodes, []);
        var problems = new DiagnosticBag();
        if (Query.Parse(SourceText.From("query", text), problems) is not { } query)
            return new(text, [], [.. problems]);
        // The storage is asked, so that a page shows what a node would get.
        var answer = await nodes.SearchAsync(query, now, after: null, limit: null, cancel).ConfigureAwait(false);
        var names = answer.Nodes.Select(static node => node.Name).ToHashSet(StringComparer.Ordinal);
        return new(text, [.. fleet.Nodes.Where(node => names.Contains(node.Name))], [.. problems, .. fleet.Inventory.UnknownFields(query)]);
    }
}
