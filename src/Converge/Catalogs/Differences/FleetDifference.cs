using System.Collections.Immutable;
using Converge.Language.Text;

namespace Converge.Catalogs.Differences;

/// <summary>What changes for whom from one tree to another.</summary>
/// <param name="Compared">How many nodes were looked at.</param>
/// <param name="Groups">Each change once, together with the others that concern the same nodes; most nodes first.</param>
/// <param name="Broken">Nodes that do not compile, by name.</param>
public sealed record FleetDifference(int Compared, ImmutableArray<ChangeGroup> Groups, ImmutableArray<BrokenNode> Broken)
{
    /// <summary>How many nodes are not the same.</summary>
    public int Different => Groups.SelectMany(static group => group.Nodes).Distinct(StringComparer.Ordinal).Count();

    /// <summary>
    /// Compares the nodes, many at a time. Of the catalogs nothing is kept but what is different, so a large fleet needs
    /// little more memory than a small one.
    /// </summary>
    /// <param name="compared">Called after each node, with how many are done.</param>
    public static FleetDifference Of(IReadOnlyList<NodePair> nodes, Action<int>? compared = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var changes = new ChangeCollection();
        var broken = new BrokenNode?[nodes.Count];
        var done = 0;
        Parallel.For(0, nodes.Count, new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, position =>
        {
            broken[position] = Compare(nodes[position], position, changes);
            compared?.Invoke(Interlocked.Increment(ref done));
        });
        return new(nodes.Count, changes.Group([.. nodes.Select(static node => node.Name)]), [.. broken.OfType<BrokenNode>()]);
    }

    /// <returns>Null if both sides compile.</returns>
    private static BrokenNode? Compare(NodePair node, int position, ChangeCollection changes)
    {
        CompileResult? before = null, after = null;
        // A single node should use the machine, too.
        Parallel.Invoke(() => before = node.Before.Compile(), () => after = node.After.Compile());
        if (before is { Catalog: null } || after is { Catalog: null })
            return new(node.Name, Problems(before), Problems(after));
        if (before is null || after is null)
            changes.Add(position, [CatalogDifference.OfNode((before ?? after)!.Catalog!, before is null ? ChangeKind.Added : ChangeKind.Removed)]);
        else
            changes.Add(position, CatalogDifference.Of(before.Catalog!, after.Catalog!));
        return null;
    }

    private static ImmutableArray<Diagnostic> Problems(CompileResult? result) => result is { Catalog: null } ? [.. result.Diagnostics] : [];
}

/// <param name="Nodes">By name.</param>
/// <param name="Changes">In the order in which the first of the nodes applies them.</param>
public sealed record ChangeGroup(ImmutableArray<string> Nodes, ImmutableArray<Change> Changes);

/// <summary>A node of which there is no catalog.</summary>
/// <param name="Before">Why it does not compile as it was; empty if it does.</param>
/// <param name="After">Why it does not compile as it is now; empty if it does.</param>
public sealed record BrokenNode(string Name, ImmutableArray<Diagnostic> Before, ImmutableArray<Diagnostic> After);
