using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes.Queries;

namespace Converge.Nodes;

/// <summary>Nodes for the function <c>search</c> of templates: <c>search 'node'</c>, <c>search 'node' 'role:app'</c> or <c>search 'role:app'</c>.</summary>
/// <param name="now">What an age, as in <c>seen:&lt;10m</c>, counts from.</param>
public sealed class InventorySearch(INodeSearch nodes, DateTimeOffset now) : ISearchProvider
{
    /// <summary>The index of nodes, the only one there is.</summary>
    public const string Index = "node";

    public IEnumerable<ScriptObject> Search(string index, string? query)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (index != Index && query is not null)
            throw new FormatException($"there is no index '{index}'; expected '{Index}'");
        if (index == Index && query is null)
            query = Query.Everything;
        return nodes.Search(Parse(query ?? index), now).Nodes.Select(static node => node.Fields);
    }

    private static Query Parse(string text)
    {
        var problems = new DiagnosticBag();
        if (Query.Parse(SourceText.From("query", text), problems) is { } query)
            return query;
        var error = problems.First(static problem => problem.Severity == Severity.Error);
        var line = error.At.Line > 1 ? $"line {error.At.Line}, " : "";
        var hint = error.Hint is null ? "" : $"; {error.Hint}";
        throw new FormatException($"{error.Message}, at {line}column {error.At.Column} of the query{hint}");
    }
}
