using Converge.Language.Values;

namespace Converge.Catalogs.Graphs;

/// <summary>A graph for programs.</summary>
public static class GraphDocument
{
    public static ScriptObject Of(RecipeGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var document = new ScriptObject
        {
            ["title"] = Value.From(graph.Title),
            ["nodes"] = Value.From(new ScriptArray(graph.Nodes.Select(static node => Value.From(Of(node))))),
            ["edges"] = Value.From(new ScriptArray(graph.Edges.Select(static edge => Value.From(Of(edge))))),
        };
        if (!graph.Order.IsEmpty)
            document.Set("order", Value.From(new ScriptArray(graph.Order.Select(static name => Value.From(name)))));
        return document;
    }

    /// <summary>A kind of edge as all formats call it.</summary>
    public static string NameOf(GraphEdgeKind kind) => kind switch
    {
        GraphEdgeKind.Has => "has",
        GraphEdgeKind.DependsOn => "depends on",
        GraphEdgeKind.After => "after",
        _ => "notifies",
    };

    /// <summary>A kind of node as all formats call it.</summary>
    public static string NameOf(GraphNodeKind kind) => kind switch
    {
        GraphNodeKind.Node => "node",
        GraphNodeKind.Role => "role",
        _ => "recipe",
    };

    private static ScriptObject Of(GraphNode node) => new()
    {
        ["id"] = Value.From(node.Id),
        ["kind"] = Value.From(NameOf(node.Kind)),
        ["name"] = Value.From(node.Name),
        ["detail"] = Value.From(node.Detail),
    };

    private static ScriptObject Of(GraphEdge edge)
    {
        var document = new ScriptObject { ["from"] = Value.From(edge.From), ["to"] = Value.From(edge.To), ["kind"] = Value.From(NameOf(edge.Kind)) };
        if (edge.At is { } at)
            document.Set("at", Value.From(at.ToString()));
        return document;
    }
}
