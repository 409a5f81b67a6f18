using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Nodes;

/// <summary>The answer to a search for peers, and how it came about.</summary>
/// <param name="Recipe">Whose search it is, as in the run list.</param>
/// <param name="Query">As it was asked, for this node.</param>
public sealed record PeerAnswer(string Recipe, string Name, string Query, SourceSpan At)
{
    /// <summary>By name.</summary>
    public ImmutableArray<NodeDocument> Nodes { get; init; } = [];

    /// <summary>Nodes that match, but lack what the contract requires.</summary>
    public ImmutableArray<LeftOut> LeftOut { get; init; } = [];

    /// <summary>Whether it breaks the contract, and the answer is what was to be taken otherwise.</summary>
    public string? Broken { get; init; }

    /// <summary>Of the inventory that was asked.</summary>
    public long Generation { get; init; }

    /// <summary>As templates see it.</summary>
    public Value ToValue()
    {
        var list = new ScriptArray(Nodes.Length);
        foreach (var node in Nodes)
            list.Add(Value.From(node.Fields));
        list.Freeze();
        return Value.From(list);
    }
}

/// <param name="Field">What it lacks.</param>
public readonly record struct LeftOut(string Node, string Field);
