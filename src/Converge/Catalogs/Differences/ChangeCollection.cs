using System.Collections.Immutable;

namespace Converge.Catalogs.Differences;

/// <summary>The changes of many nodes, each kept once. Safe for many threads.</summary>
internal sealed class ChangeCollection
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Change, Concern> _concerns = [];

    /// <param name="node">The position of the node among all.</param>
    public void Add(int node, ImmutableArray<Change> changes)
    {
        lock (_lock)
        {
            for (var position = 0; position < changes.Length; position++)
            {
                if (!_concerns.TryGetValue(changes[position], out var concern))
                    _concerns.Add(changes[position], concern = new());
                concern.Add(node, position, changes[position]);
            }
        }
    }

    /// <summary>The same whatever the order in which the nodes came.</summary>
    public ImmutableArray<ChangeGroup> Group(ImmutableArray<string> names) =>
    [
        .. _concerns.Values
            .GroupBy(static concern => concern.Nodes, NodeSets.Instance)
            .OrderByDescending(static group => group.Key.Count)
            .ThenBy(static group => group.Key, NodeSets.Instance)
            .Select(group => new ChangeGroup(
                [.. group.Key.Select(node => names[node])],
                [.. group.OrderBy(static concern => concern.Position).Select(static concern => concern.Change)])),
    ];

    /// <summary>Whom a change concerns.</summary>
    private sealed class Concern
    {
        /// <summary>In their order, each once.</summary>
        public SortedSet<int> Nodes { get; } = [];

        /// <summary>Among the changes of the first of them.</summary>
        public int Position { get; private set; }

        /// <summary>As the first of them has it: equal changes may have something else around them.</summary>
        public Change Change { get; private set; } = null!;

        public void Add(int node, int position, Change change)
        {
            if (Nodes.Count == 0 || node < Nodes.Min)
                (Position, Change) = (position, change);
            Nodes.Add(node);
        }
    }

    private sealed class NodeSets : IEqualityComparer<SortedSet<int>>, IComparer<SortedSet<int>>
    {
        public static NodeSets Instance { get; } = new();

        public bool Equals(SortedSet<int>? x, SortedSet<int>? y) => x!.SequenceEqual(y!);

        public int GetHashCode(SortedSet<int> nodes) => HashCode.Combine(nodes.Count, nodes.Min, nodes.Max);

        public int Compare(SortedSet<int>? x, SortedSet<int>? y) => x!.Zip(y!, static (a, b) => a.CompareTo(b)).FirstOrDefault(static order => order != 0);
    }
}
