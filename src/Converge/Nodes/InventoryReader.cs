using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Nodes;

/// <summary>
/// Puts an inventory together from JSON: a list of nodes, an object <c>{"generation": 812, "nodes": [...]}</c>, or one node.
/// Whatever is wrong is added to the diagnostics, and the node concerned left out.
/// </summary>
public sealed class InventoryReader(DiagnosticBag diagnostics)
{
    private const string Nodes = "nodes";
    private const string Generation = "generation";
    private const string Name = "name";

    private readonly Dictionary<string, (NodeDocument Node, Func<SourceSpan> At)> _nodes = new(StringComparer.Ordinal);
    private long _generation;

    /// <summary>What was read so far; of several generations the highest.</summary>
    public Inventory ToInventory() => new(_nodes.Values.Select(static read => read.Node), _generation);

    public static Inventory Read(SourceText source, DiagnosticBag diagnostics)
    {
        var reader = new InventoryReader(diagnostics);
        reader.Add(source);
        return reader.ToInventory();
    }

    public void Add(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var document = new JsonPlaces(source);
        try
        {
            Add(JsonText.Read(source.Text), document);
        }
        catch (JsonTextException e)
        {
            diagnostics.Error(source.Span(e.Offset), e.Problem);
        }
    }

    private void Add(Value value, JsonPlaces places)
    {
        if (value.As<ScriptArray>() is { } list)
            AddNodes(list, places, []);
        else if (value.As<ScriptObject>() is not { } members)
            diagnostics.Error(places.Of(), $"expected a list of nodes, or an object with '{Nodes}', found {Describe(value)}");
        else if (members.ContainsKey(Nodes) && !members.ContainsKey(Name))
            AddInventory(members, places);
        else
            AddNode(value, places, []);
    }

    private void AddInventory(ScriptObject members, JsonPlaces places)
    {
        foreach (var (key, value) in members)
        {
            if (key == Generation)
                ReadGeneration(value, places);
            else if (key != Nodes)
                diagnostics.Error(places.Of(key), $"an inventory has no '{key}'", Suggestions.Hint(key, [Generation, Nodes]));
            else if (value.As<ScriptArray>() is { } list)
                AddNodes(list, places, [Nodes]);
            else
                diagnostics.Error(places.Of(Nodes), $"'{Nodes}' must be a list, found {Describe(value)}");
        }
    }

    private void ReadGeneration(Value value, JsonPlaces places)
    {
        if (value.Kind is ValueKind.Int or ValueKind.Long && value.AsLong() >= 0)
            _generation = Math.Max(_generation, value.AsLong());
        else
            diagnostics.Error(places.Of(Generation), $"'{Generation}' must be a whole number from 0 on");
    }

    private void AddNodes(ScriptArray list, JsonPlaces places, object[] path)
    {
        for (var index = 0; index < list.Count; index++)
            AddNode(list[index], places, [.. path, index]);
    }

    private void AddNode(Value value, JsonPlaces places, object[] path)
    {
        if (value.As<ScriptObject>() is not { } fields)
            diagnostics.Error(places.Of(path), $"expected a node, an object with '{Name}', found {Describe(value)}");
        else if (!fields.TryGet(Name, out var name))
            diagnostics.Error(places.Of(path), $"a node needs a '{Name}'", Suggestions.For(Name, fields.Keys.ToArray()) is [var similar, ..] ? $"is it '{similar}'?" : null);
        else if (name.Kind != ValueKind.String || string.IsNullOrWhiteSpace(name.AsString()))
            diagnostics.Error(places.Of([.. path, Name]), $"'{Name}' must be a text that is not empty");
        else if (fields.Keys.IndexOfAny("role", "recipe") is >= 0 and var position)
            diagnostics.Error(places.Of([.. path, fields.Keys[position]]), $"a node has no '{fields.Keys[position]}'", $"expected '{fields.Keys[position]}s', a list");
        else if (_nodes.TryGetValue(name.AsString(), out var first))
            diagnostics.Add(Diagnostic.Error(places.Of([.. path, Name]), $"there are two nodes '{name}'") with { Related = [new(first.At(), "the other one")] });
        else
            _nodes.Add(name.AsString(), (new(name.AsString(), fields), () => places.Of([.. path, Name])));
    }

    private static string Describe(Value value) => value switch
    {
        { IsNull: true } => "null",
        { Kind: ValueKind.Object } => "an object",
        { Kind: ValueKind.Array } => "a list",
        { Kind: ValueKind.String } => "a string",
        { Kind: ValueKind.Bool } => "true or false",
        _ => "a number",
    };

    /// <summary>
    /// Where things stand in a text of JSON. Reading JSON keeps no positions, which makes it fast; only for a message it is
    /// read again, as YAML, which has them.
    /// </summary>
    private sealed class JsonPlaces(SourceText source)
    {
        private YamlNode? _root;
        private bool _isRead;

        /// <param name="path">Names and indexes.</param>
        public SourceSpan Of(params object[] path)
        {
            if (!_isRead)
                (_root, _isRead) = (YamlDocument.Parse(source, [], new() { Size = int.MaxValue, Nodes = int.MaxValue }), true);
            var node = _root;
            foreach (var step in path)
            {
                node = step switch
                {
                    string key when node is YamlMapping mapping => mapping[key],
                    int index when node is YamlSequence list && index < list.Items.Length => list.Items[index],
                    _ => null,
                };
            }
            return node is null ? source.Span(0) : source.Span(node.Start);
        }
    }
}
