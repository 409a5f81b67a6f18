using System.Collections.Immutable;
using Converge.Nodes;
using Converge.Protocol;

namespace Converge.Server.Dashboard.Overview;

/// <summary>All nodes at one moment, as pages count and list them.</summary>
internal sealed class FleetSnapshot(ImmutableArray<FleetNode> nodes, DateTimeOffset at)
{
    private readonly Lazy<Inventory> _inventory = new(() => new(nodes.Select(static node => node.Document).OfType<NodeDocument>(), generation: 0));
    private readonly Lazy<KnownFields> _fields = new(() => KnownFields.Of(nodes));

    /// <summary>By name.</summary>
    public ImmutableArray<FleetNode> Nodes { get; } = nodes;

    public DateTimeOffset At { get; } = at;

    public Inventory Inventory => _inventory.Value;

    public KnownFields Fields => _fields.Value;

    public IReadOnlyList<string> Environments { get; } = [.. nodes.Select(static node => node.Summary.Environment).Where(static name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public static StandingCounts Count(IEnumerable<FleetNode> nodes) => new(nodes.CountBy(static node => node.Standing).ToImmutableDictionary());
}

/// <param name="Wanted">The commit that it is to have, as far as git is known.</param>
internal sealed record FleetNode(NodeSummary Summary, Standing Standing, string? Wanted, NodeDocument? Document)
{
    public string Name => Summary.Name;

    public bool IsBehind => Wanted is not null && Summary.Commit is not null && Summary.Commit != Wanted;
}

internal sealed class StandingCounts(ImmutableDictionary<Standing, int> counts)
{
    public int Total { get; } = counts.Values.Sum();

    public int this[Standing standing] => counts.GetValueOrDefault(standing);
}
