using System.Globalization;
using System.Net;
using System.Text;
using Converge.Catalogs.Graphs;

namespace Converge.Cli.Output.Graphs;

/// <summary>A graph as a picture that needs no other program, light or dark as the reader prefers.</summary>
internal sealed class SvgText
{
    private const double Margin = 24;
    private const double Height = 46;
    private const double LayerGap = 54;
    private const double Gap = 22;
    private const double Bend = LayerGap / 2;
    private const double Shift = 9;
    private const double JointWidth = 12;
    private const double LegendHeight = 30;
    private const int LongestText = 40;

    private const string Style =
        """
        .back { fill: #fff; }
        rect { stroke: #818b98; }
        .recipe { fill: #f6f8fa; } .role { fill: #ddf4ff; } .node { fill: #dafbe1; }
        text { font: 13px system-ui, sans-serif; fill: #1f2328; text-anchor: middle; }
        text.detail { font-size: 11px; fill: #59636e; } text.legend { font-size: 11px; fill: #59636e; text-anchor: start; }
        path { fill: none; stroke: #818b98; stroke-width: 1.4; }
        .after { stroke: #9a6700; stroke-dasharray: 6 4; } .notifies { stroke: #8250df; stroke-dasharray: 2 3; }
        marker path { stroke: none; fill: #818b98; } #tip-after path { fill: #9a6700; } #tip-notifies path { fill: #8250df; }
        @media (prefers-color-scheme: dark) {
          .back { fill: #0d1117; }
          rect { stroke: #656c76; }
          .recipe { fill: #212830; } .role { fill: #10305b; } .node { fill: #12391f; }
          text { fill: #f0f6fc; }
          text.detail, text.legend { fill: #9198a1; }
          path { stroke: #656c76; }
          .after { stroke: #d29922; } .notifies { stroke: #ab7df8; }
          marker path { stroke: none; fill: #656c76; } #tip-after path { fill: #d29922; } #tip-notifies path { fill: #ab7df8; }
        }

        """;

    private readonly StringBuilder _text = new();
    private readonly GraphLayers _layers;
    private readonly RecipeGraph _graph;

    private SvgText(RecipeGraph graph)
    {
        _graph = graph;
        _layers = GraphLayers.Of(graph, static node => Math.Max(70, 20 + Math.Max(Estimate(node.Name, 13), Estimate(node.Detail, 11))), JointWidth, Gap);
    }

    public static string Of(RecipeGraph graph) => graph.Nodes.IsEmpty ? Empty : new SvgText(graph).Print();

    private static string Empty => "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>\n";

    private string Print()
    {
        var kinds = _graph.Edges.Select(static edge => Class(edge.Kind)).Distinct(StringComparer.Ordinal).ToList();
        var width = Math.Max(_layers.Layers.SelectMany(static layer => layer).Max(static spot => spot.X + (spot.Width / 2)), kinds.Count * 110) + (2 * Margin);
        var height = Top(_layers.Layers.Count) - LayerGap + Margin + LegendHeight;
        _text.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{N(width)}\" height=\"{N(height)}\" viewBox=\"0 0 {N(width)} {N(height)}\" role=\"img\">\n");
        _text.Append($"<title>{Escape(_graph.Title)}</title>\n<style>\n{Style}</style>\n<defs>\n");
        foreach (var kind in kinds)
            _text.Append($"<marker id=\"tip-{kind}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\"><path d=\"M0 1L10 5L0 9z\"/></marker>\n");
        _text.Append($"</defs>\n<rect class=\"back\" width=\"100%\" height=\"100%\" stroke=\"none\" style=\"stroke:none\"/>\n");
        foreach (var route in _layers.Routes)
            Draw(route);
        foreach (var spot in _layers.Layers.SelectMany(static layer => layer).Where(static spot => spot.Node is not null))
            Draw(spot, spot.Node!);
        DrawLegend(kinds, height - Margin);
        return _text.Append("</svg>\n").ToString();
    }

    private void Draw(GraphSpot spot, GraphNode node)
    {
        var (left, top, middle) = (Margin + spot.X - (spot.Width / 2), Top(spot.Layer), Margin + spot.X);
        _text.Append($"<g><title>{Escape(node.Detail.Length == 0 ? node.Name : $"{node.Name}: {node.Detail}")}</title><rect class=\"{GraphDocument.NameOf(node.Kind)}\" x=\"{N(left)}\" y=\"{N(top)}\" width=\"{N(spot.Width)}\" height=\"{N(Height)}\" rx=\"7\"/>");
        _text.Append($"<text x=\"{N(middle)}\" y=\"{N(top + (node.Detail.Length == 0 ? 28 : 20))}\">{Escape(Cut(node.Name))}</text>");
        if (node.Detail.Length > 0)
            _text.Append($"<text class=\"detail\" x=\"{N(middle)}\" y=\"{N(top + 36)}\">{Escape(Cut(node.Detail))}</text>");
        _text.Append("</g>\n");
    }

    private void Draw(GraphRoute route)
    {
        var (first, last) = (route.Spots[0], route.Spots[^1]);
        var isDown = last.Layer >= first.Layer;
        // Two edges between the same nodes would lie on each other.
        var shift = Margin + (route.Edge.Kind switch { GraphEdgeKind.After => -Shift, GraphEdgeKind.Notifies => Shift, _ => 0 });
        var (x, y) = (shift + first.X, Top(first.Layer) + (isDown ? Height : 0));
        var path = new StringBuilder($"M{N(x)} {N(y)}");
        foreach (var spot in route.Spots.Skip(1))
        {
            // Leaves and arrives upright; between two of one layer it goes around below.
            var enter = Top(spot.Layer) + (isDown && spot.Layer > first.Layer ? 0 : Height);
            var (leaving, arriving) = last.Layer == first.Layer ? (y + Bend, enter + Bend) : isDown ? (y + Bend, enter - Bend) : (y - Bend, enter + Bend);
            path.Append($"C{N(x)} {N(leaving)} {N(shift + spot.X)} {N(arriving)} {N(shift + spot.X)} {N(enter)}");
            (x, y) = (shift + spot.X, enter);
            if (spot != last)
                path.Append($"V{N(y += isDown ? Height : -Height)}");
        }
        var kind = Class(route.Edge.Kind);
        _text.Append($"<path class=\"{kind}\" d=\"{path}\" marker-end=\"url(#tip-{kind})\"><title>{Escape($"{route.Edge.From} {GraphDocument.NameOf(route.Edge.Kind)} {route.Edge.To}")}</title></path>\n");
    }

    private void DrawLegend(List<string> kinds, double y)
    {
        var x = Margin;
        foreach (var kind in kinds)
        {
            _text.Append($"<path class=\"{kind}\" d=\"M{N(x)} {N(y)}H{N(x + 30)}\" marker-end=\"url(#tip-{kind})\"/><text class=\"legend\" x=\"{N(x + 36)}\" y=\"{N(y + 4)}\">{kind}</text>\n");
            x += 110;
        }
    }

    private static string Class(GraphEdgeKind kind) => kind switch
    {
        GraphEdgeKind.After => "after",
        GraphEdgeKind.Notifies => "notifies",
        _ => "needs",
    };

    private static double Top(int layer) => Margin + (layer * (Height + LayerGap));

    /// <summary>About as wide as a sans-serif font sets it; wide letters count more.</summary>
    private static double Estimate(string text, double size) => Cut(text).Sum(c => c switch
    {
        'i' or 'l' or 'j' or 't' or 'f' or 'r' or ' ' or '.' or ':' or ',' or '\'' or '|' => 0.34,
        'm' or 'w' or 'M' or 'W' or '@' => 0.88,
        >= 'A' and <= 'Z' => 0.68,
        > '\u2e7f' => 1.0,
        _ => 0.58,
    }) * size;

    private static string Cut(string text) => text.Length <= LongestText ? text : $"{text.AsSpan(0, LongestText - 1)}\u2026";

    private static string N(double number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
