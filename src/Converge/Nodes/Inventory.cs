using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Nodes.Queries;

namespace Converge.Nodes;

/// <summary>
/// All nodes at one moment. It does not change: a change gives the next generation, which shares all pages but one with
/// this one, the indexes in them included.
/// </summary>
public sealed class Inventory : INodeSearch
{
    private readonly ImmutableArray<InventoryPage> _pages;

    /// <exception cref="ArgumentException">Two nodes have the same name; <see cref="TryCreate"/> says it without.</exception>
    public Inventory(IEnumerable<NodeDocument> nodes, long generation)
        : this(generation, InventoryPage.Divide(nodes, out var duplicates))
    {
        if (duplicates is [var name, ..])
            throw new ArgumentException($"there are two nodes '{name}'", nameof(nodes));
    }

    private Inventory(long generation, ImmutableArray<InventoryPage> pages)
    {
        _pages = pages;
        Generation = generation;
        Count = pages.Sum(static page => page.Count);
    }

    public static Inventory Empty { get; } = new(0, []);

    /// <summary>Grows by one with each change, so that answers can be told apart.</summary>
    public long Generation { get; }

    public int Count { get; }

    /// <summary>By name, in ordinal order.</summary>
    public IEnumerable<NodeDocument> Nodes => _pages.SelectMany(static page => page.Nodes);

    /// <param name="inventory">Of nodes with the same name it has the first.</param>
    /// <param name="duplicates">The names that more than one node has.</param>
    /// <returns>Whether there are none.</returns>
    public static bool TryCreate(IEnumerable<NodeDocument> nodes, long generation, out Inventory inventory, out ImmutableArray<string> duplicates)
    {
        inventory = new(generation, InventoryPage.Divide(nodes, out duplicates));
        return duplicates.IsEmpty;
    }

    /// <summary>Null if there is no such node.</summary>
    public NodeDocument? Find(string name) => _pages.IsEmpty ? null : _pages[PageOf(name)].Find(name);

    /// <summary>The next generation with one node more, or null if there is a node of that name already.</summary>
    public Inventory? Add(NodeDocument node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Find(node.Name) is null ? With(node) : null;
    }

    /// <summary>The next generation, with a node in the place of the one with the same name if there is one.</summary>
    public Inventory With(NodeDocument node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (_pages.IsEmpty)
            return new(Generation + 1, [new([node])]);
        var position = PageOf(node.Name);
        return new(Generation + 1, Replace(position, _pages[position].With(node)));
    }

    /// <summary>The next generation, or this one if there is no such node.</summary>
    public Inventory Without(string name)
    {
        if (Find(name) is null)
            return this;
        var position = PageOf(name);
        return new(Generation + 1, Replace(position, _pages[position].Without(name)));
    }

    /// <summary>The nodes that match.</summary>
    /// <param name="now">What an age, as in <c>seen:&lt;10m</c>, counts from.</param>
    public Answer Search(Query query, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(query);
        var finder = InventoryFinder.For(query.Root);
        var found = ImmutableArray.CreateBuilder<NodeDocument>();
        foreach (var page in _pages)
            page.AddTo(found, finder.Find(page, page.All, now.UtcDateTime));
        return new(found.DrainToImmutable(), Generation);
    }

    /// <summary>A warning for each field of a query that no node has: most likely it is misspelt.</summary>
    public IEnumerable<Diagnostic> UnknownFields(Query query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Count == 0 ? [] : new InventoryFields(this).Unknown(query);
    }

    private ImmutableArray<InventoryPage> Replace(int position, ReadOnlySpan<InventoryPage> pages)
    {
        var all = _pages.AsSpan();
        return [.. all[..position], .. pages, .. all[(position + 1)..]];
    }

    /// <summary>The last page that begins at or before a name: where it is, or belongs.</summary>
    private int PageOf(string name)
    {
        int low = 0, high = _pages.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (string.CompareOrdinal(_pages[middle].First, name) <= 0)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }
}

/// <summary>What a search found.</summary>
/// <param name="Nodes">By name, in ordinal order.</param>
/// <param name="Generation">Of the inventory that was searched.</param>
public sealed record Answer(ImmutableArray<NodeDocument> Nodes, long Generation)
{
    public bool Equals(Answer? other) => other is not null && Generation == other.Generation && Nodes.SequenceEqual(other.Nodes);

    public override int GetHashCode() => HashCode.Combine(Generation, Nodes.Length);
}
