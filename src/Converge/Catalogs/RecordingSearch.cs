using System.Collections.Immutable;
using Converge.Language.Templates;
using Converge.Language.Values;
using Converge.Nodes;

namespace Converge.Catalogs;

/// <summary>Answers <c>search</c> and remembers what was asked: the catalog depends on it.</summary>
internal sealed class RecordingSearch(Lazy<INodeSearch> inventory, DateTimeOffset now) : ISearchProvider
{
    private InventorySearch? _search;
    private readonly SortedSet<string> _queries = new(StringComparer.Ordinal);

    public ImmutableArray<string> Queries => [.. _queries];

    public IEnumerable<ScriptObject> Search(string index, string? query)
    {
        _queries.Add(query is null ? index : $"{index} {query}");
        return (_search ??= new(inventory.Value, now)).Search(index, query);
    }
}
