using System.Collections.Immutable;
using Converge.Language.Text;

namespace Converge.Catalogs.Graphs;

/// <summary>What brings which recipe, and what recipes have to do with each other.</summary>
/// <param name="Title">Of which node, or of the whole tree.</param>
public sealed record RecipeGraph(string Title, ImmutableArray<GraphNode> Nodes, ImmutableArray<GraphEdge> Edges)
{
    /// <summary>Of a node, its recipes in the order in which they are applied.</summary>
    public ImmutableArray<string> Order { get; init; } = [];

    /// <summary>Those that nothing brings, in their order.</summary>
    public IEnumerable<GraphNode> Roots => Nodes.Where(node => !Edges.Any(edge => edge.To == node.Id && edge.Brings && edge.From != node.Id));
}

/// <param name="Id">Unique in the graph.</param>
/// <param name="Detail">What is said below the name.</param>
public sealed record GraphNode(string Id, GraphNodeKind Kind, string Name, string Detail);

public enum GraphNodeKind
{
    Node,
    Role,
    Recipe,
}

/// <param name="At">Where that is said; null if it follows from several places.</param>
public readonly record struct GraphEdge(string From, string To, GraphEdgeKind Kind, SourceSpan? At = null)
{
    /// <summary>Whether the one is there because of the other.</summary>
    public bool Brings => Kind is GraphEdgeKind.Has or GraphEdgeKind.DependsOn;
}

public enum GraphEdgeKind
{
    /// <summary>A node has a role, a role has a recipe.</summary>
    Has,

    DependsOn,

    /// <summary>A resource of the one comes after a resource of the other.</summary>
    After,

    /// <summary>A change in the one asks for a refresh in the other.</summary>
    Notifies,
}
