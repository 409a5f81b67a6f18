using System.Text;
using Converge.Catalogs.Graphs;

namespace Converge.Cli.Output.Graphs;

/// <summary>A graph for Graphviz.</summary>
internal static class DotText
{
    public static string Of(RecipeGraph graph)
    {
        var text = new StringBuilder($"digraph {Quote(graph.Title)} {{\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
        foreach (var node in graph.Nodes)
            text.Append($"  {Quote(node.Id)} [label={Label(node)}{(node.Kind == GraphNodeKind.Recipe ? "" : ", shape=ellipse")}];\n");
        foreach (var edge in graph.Edges)
            text.Append($"  {Quote(edge.From)} -> {Quote(edge.To)}{Style(edge.Kind)};\n");
        return text.Append("}\n").ToString();
    }

    private static string Style(GraphEdgeKind kind) => kind switch
    {
        GraphEdgeKind.After => " [style=dashed, label=\"after\"]",
        GraphEdgeKind.Notifies => " [style=dotted, constraint=false, label=\"notifies\"]",
        _ => "",
    };

    private static string Label(GraphNode node) => node.Detail.Length == 0 ? Quote(node.Name) : $"{Quote(node.Name)[..^1]}\\n{Quote(node.Detail)[1..]}";

    /// <summary>Inside quotes a quote is escaped, and a backslash would begin an escape of labels.</summary>
    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
