namespace Converge.Catalogs.Graphs;

/// <summary>
/// The nodes of a graph in layers: each as far down as the longest way to it, so that edges point downwards. An edge over
/// several layers has a joint in each of those between, which keeps room for it beside the nodes.
/// </summary>
public sealed class GraphLayers
{
    private const int Sweeps = 8;

    private readonly List<List<GraphSpot>> _layers = [];

    private GraphLayers(RecipeGraph graph, Func<GraphNode, double> width, double jointWidth)
    {
        var spots = new Dictionary<string, GraphSpot>(StringComparer.Ordinal);
        var depths = Depths(graph);
        foreach (var node in graph.Nodes)
            spots.Add(node.Id, Place(new(node, depths[node.Id], width(node))));
        foreach (var edge in graph.Edges)
            Routes.Add(new(edge, Route(spots[edge.From], spots[edge.To], jointWidth)));
    }

    /// <summary>From top to bottom, each from left to right.</summary>
    public IReadOnlyList<IReadOnlyList<GraphSpot>> Layers => _layers;

    public List<GraphRoute> Routes { get; } = [];

    /// <param name="gap">Between neighbours in a layer.</param>
    public static GraphLayers Of(RecipeGraph graph, Func<GraphNode, double> width, double jointWidth, double gap)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(width);
        var layers = new GraphLayers(graph, width, jointWidth);
        for (var sweep = 0; sweep < Sweeps; sweep++)
            layers.Sort(fromAbove: sweep % 2 == 0);
        layers.Position(gap);
        return layers;
    }

    /// <summary>How far down each node is. An edge that would close a circle does not count, nor do notifications, which go anywhere.</summary>
    private static Dictionary<string, int> Depths(RecipeGraph graph)
    {
        var down = graph.Edges.Where(static edge => edge.Kind != GraphEdgeKind.Notifies).ToLookup(static edge => edge.From, static edge => edge.To, StringComparer.Ordinal);
        var depths = graph.Nodes.ToDictionary(static node => node.Id, static _ => 0, StringComparer.Ordinal);
        var path = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
            Sink(node.Id, 0);
        return depths;

        void Sink(string id, int depth)
        {
            if (depth < depths[id] || depth == depths[id] && depth > 0 || !path.Add(id))
                return;
            depths[id] = depth;
            foreach (var next in down[id])
                Sink(next, depth + 1);
            path.Remove(id);
        }
    }

    private GraphSpot Place(GraphSpot spot)
    {
        while (_layers.Count <= spot.Layer)
            _layers.Add([]);
        _layers[spot.Layer].Add(spot);
        return spot;
    }

    private List<GraphSpot> Route(GraphSpot from, GraphSpot to, double jointWidth)
    {
        var step = Math.Sign(to.Layer - from.Layer);
        var route = new List<GraphSpot> { from };
        for (var layer = from.Layer + step; step != 0 && layer != to.Layer; layer += step)
            route.Add(Place(new(node: null, layer, jointWidth)));
        route.Add(to);
        for (var position = 1; position < route.Count; position++)
        {
            var (upper, lower) = step >= 0 ? (route[position - 1], route[position]) : (route[position], route[position - 1]);
            if (upper.Layer == lower.Layer)
                continue;
            upper.Below.Add(lower);
            lower.Above.Add(upper);
        }
        return route;
    }

    /// <summary>Puts each spot near the middle of its neighbours in the layer before, which keeps crossings few.</summary>
    private void Sort(bool fromAbove)
    {
        foreach (var layer in fromAbove ? _layers : _layers.AsEnumerable().Reverse())
        {
            var wanted = layer.Select((spot, at) => (Spot: spot, At: Middle(fromAbove ? spot.Above : spot.Below, at))).OrderBy(static pair => pair.At).Select(static pair => pair.Spot).ToList();
            for (var at = 0; at < wanted.Count; at++)
            {
                layer[at] = wanted[at];
                wanted[at].Rank = at - (wanted.Count - 1) / 2.0;
            }
        }

        double Middle(List<GraphSpot> neighbours, int at) => neighbours.Count > 0 ? neighbours.Average(static spot => spot.Rank) : at;
    }

    private void Position(double gap)
    {
        foreach (var layer in _layers)
            Spread(layer, gap, static _ => 0);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var fromAbove = sweep % 2 == 1;
            foreach (var layer in fromAbove ? _layers : _layers.AsEnumerable().Reverse())
                Spread(layer, gap, spot => (fromAbove ? spot.Above : spot.Below) is { Count: > 0 } neighbours ? neighbours.Average(static n => n.X) : spot.X);
        }
        var left = _layers.SelectMany(static layer => layer).Min(static spot => spot.X - (spot.Width / 2));
        foreach (var spot in _layers.SelectMany(static layer => layer))
            spot.X -= left;
    }

    /// <summary>
    /// Puts each where it wants to be, as far as their order allows: those that push each other come to lie around the
    /// middle of what they want together.
    /// </summary>
    private static void Spread(List<GraphSpot> layer, double gap, Func<GraphSpot, double> wants)
    {
        var blocks = new List<(double Sum, int Count, int First)>();
        var offsets = new double[layer.Count];
        for (var position = 0; position < layer.Count; position++)
        {
            if (position > 0)
                offsets[position] = offsets[position - 1] + ((layer[position - 1].Width + layer[position].Width) / 2) + gap;
            // In terms of a place that all of a block share, each wants to be at its wish less its offset.
            var block = (Sum: wants(layer[position]) - offsets[position], Count: 1, First: position);
            while (blocks.Count > 0 && blocks[^1].Sum / blocks[^1].Count >= block.Sum / block.Count)
            {
                var before = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                block = (before.Sum + block.Sum, before.Count + block.Count, before.First);
            }
            blocks.Add(block);
        }
        foreach (var (sum, count, first) in blocks)
        {
            for (var position = first; position < first + count; position++)
                layer[position].X = (sum / count) + offsets[position];
        }
    }
}

/// <summary>Where a node is, or a joint of an edge.</summary>
/// <param name="node">Null for a joint.</param>
public sealed class GraphSpot(GraphNode? node, int layer, double width)
{
    public GraphNode? Node { get; } = node;

    public int Layer { get; } = layer;

    public double Width { get; } = width;

    /// <summary>Of its middle.</summary>
    public double X { get; internal set; }

    internal double Rank { get; set; }

    internal List<GraphSpot> Above { get; } = [];

    internal List<GraphSpot> Below { get; } = [];
}

/// <summary>The spots that an edge goes through.</summary>
public sealed record GraphRoute(GraphEdge Edge, IReadOnlyList<GraphSpot> Spots);
