using System.Text;
using Converge.Catalogs.Graphs;

namespace Converge.Cli.Output.Graphs;

/// <summary>A graph as an indented tree; what else goes on between recipes stands below it.</summary>
internal static class GraphText
{
    public static string Of(RecipeGraph graph)
    {
        var text = new StringBuilder();
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var root in graph.Roots)
            Add(text, graph, root, indent: "", shown);
        // A circle has no root.
        foreach (var node in graph.Nodes.Where(node => !shown.Contains(node.Id)))
            Add(text, graph, node, indent: "", shown);
        if (!graph.Order.IsEmpty)
            text.Append($"\norder: {string.Join(", ", graph.Order)}\n");
        foreach (var kind in (GraphEdgeKind[])[GraphEdgeKind.After, GraphEdgeKind.Notifies])
        {
            var edges = graph.Edges.Where(edge => edge.Kind == kind).ToList();
            if (edges.Count > 0)
                text.Append('\n').AppendJoin("", edges.Select(edge => $"{edge.From} {(kind == GraphEdgeKind.After ? "comes after" : "notifies")} {edge.To}\n"));
        }
        return text.ToString();
    }

    private static void Add(StringBuilder text, RecipeGraph graph, GraphNode node, string indent, HashSet<string> shown)
    {
        var below = graph.Edges.Where(edge => edge.From == node.Id && edge.Brings).Select(edge => graph.Nodes.First(other => other.Id == edge.To)).ToList();
        var isFirst = shown.Add(node.Id);
        text.Append(indent).Append(node.Name);
        if (node.Detail.Length > 0)
            text.Append(node.Kind == GraphNodeKind.Recipe ? " " : ": ").Append(node.Detail);
        text.Append(!isFirst && below.Count > 0 ? " (see above)\n" : "\n");
        foreach (var other in isFirst ? below : [])
            Add(text, graph, other, $"{indent}  ", shown);
    }
}
