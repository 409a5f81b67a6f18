using System.Collections.Concurrent;
using System.Collections.Immutable;
using Converge.Nodes.Queries;

namespace Converge.Nodes;

/// <summary>
/// Up to 128 neighbours by name, so that a set of them is one number, with the indexes that searches made. A change of
/// one node makes one page anew, and the indexes of all others stay.
/// </summary>
internal sealed class InventoryPage(NodeDocument[] nodes)
{
    private const int Most = 128;

    // Room for nodes to come, before the page is divided.
    private const int Initial = 96;

    // Whoever asks for one field after the other must not fill the memory.
    private const int MostColumns = 64;

    private readonly ConcurrentDictionary<Field, InventoryColumn> _columns = new(concurrencyLevel: 1, capacity: 7);

    public ReadOnlySpan<NodeDocument> Span => nodes;

    public IEnumerable<NodeDocument> Nodes => nodes;

    public int Count => nodes.Length;

    public string First => nodes[0].Name;

    public UInt128 All => UInt128.MaxValue >> (Most - nodes.Length);

    public static ImmutableArray<InventoryPage> Divide(IEnumerable<NodeDocument> documents, out ImmutableArray<string> duplicates)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var (distinct, repeated) = (new List<NodeDocument>(), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var document in documents.OrderBy(static d => d.Name, StringComparer.Ordinal))
        {
            if (distinct.Count > 0 && distinct[^1].Name == document.Name)
                repeated.Add(document.Name);
            else
                distinct.Add(document);
        }
        duplicates = [.. repeated];
        return [.. distinct.Chunk(Initial).Select(static chunk => new InventoryPage(chunk))];
    }

    public NodeDocument? Find(string name) => IndexOf(name) is >= 0 and var index ? nodes[index] : null;

    /// <summary>Where a node is; if there is none, the complement of where it would be.</summary>
    public int IndexOf(string name)
    {
        int low = 0, high = nodes.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(nodes[middle].Name, name);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }

    /// <returns>One page, or two if one does not suffice.</returns>
    public InventoryPage[] With(NodeDocument node)
    {
        var index = IndexOf(node.Name);
        if (index >= 0)
            return [new([.. nodes[..index], node, .. nodes[(index + 1)..]])];
        NodeDocument[] grown = [.. nodes[..~index], node, .. nodes[~index..]];
        return grown.Length <= Most ? [new(grown)] : [new(grown[..(Most / 2)]), new(grown[(Most / 2)..])];
    }

    /// <returns>One page, or none if it was the last node.</returns>
    public InventoryPage[] Without(string name)
    {
        var index = IndexOf(name);
        return nodes.Length == 1 ? [] : [new([.. nodes[..index], .. nodes[(index + 1)..]])];
    }

    /// <summary>The index of a field. It is made when it is first asked for; null if there are too many already.</summary>
    public InventoryColumn? ColumnOf(Field field)
    {
        if (_columns.TryGetValue(field, out var column))
            return column;
        // Of two threads that make it at the same time one does it in vain.
        return _columns.Count < MostColumns ? _columns.GetOrAdd(field, static (f, page) => new(page.Span, f), this) : null;
    }

    public bool HasColumn(Field field) => _columns.ContainsKey(field);

    public void AddTo(ImmutableArray<NodeDocument>.Builder found, UInt128 set)
    {
        for (; set != UInt128.Zero; set &= set - 1)
            found.Add(nodes[(int)UInt128.TrailingZeroCount(set)]);
    }
}
