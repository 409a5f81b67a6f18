using System.Runtime.InteropServices;
using Converge.Language.Values;
using Converge.Nodes.Queries;

namespace Converge.Nodes;

/// <summary>The values that a field has in a page, each with the nodes that have it.</summary>
internal sealed class InventoryColumn
{
    private readonly Dictionary<Value, UInt128> _nodes = [];
    private readonly UInt128 _present;

    public InventoryColumn(ReadOnlySpan<NodeDocument> nodes, Field field)
    {
        var (node, isPresent) = (UInt128.One, false);
        Func<Value, bool> add = Add;
        foreach (var document in nodes)
        {
            isPresent = false;
            _ = field.Any(document, add);
            _present |= isPresent ? node : UInt128.Zero;
            node <<= 1;
        }

        bool Add(Value value)
        {
            isPresent = true;
            // No test but that for existence accepts an object.
            if (value.Kind != ValueKind.Object)
                CollectionsMarshal.GetValueRefOrAddDefault(_nodes, value, out _) |= node;
            return false;
        }
    }

    /// <summary>How many values have to be looked at, for a test that cannot be looked up.</summary>
    public int Count => _nodes.Count;

    public UInt128 Find(ValueTest test, DateTime now)
    {
        switch (test)
        {
            case Exists:
                return _present;
            case EqualTo { Literal: { Kind: LiteralKind.Text } literal }:
                return _nodes.GetValueOrDefault(Value.From(literal.Text));
        }
        var found = UInt128.Zero;
        foreach (var (value, nodes) in _nodes)
        {
            if (test.Accepts(value, now))
                found |= nodes;
        }
        return found;
    }
}
