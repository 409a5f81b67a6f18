using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;

namespace Converge.Catalogs.Differences;

/// <summary>A node in one tree.</summary>
/// <param name="Node">Null if the tree does not declare it, or more than once.</param>
/// <param name="Conflicts">What is wrong with how it is declared.</param>
public sealed record NodeSide(Fleet Fleet, NodeIdentity? Node, IReadOnlyCollection<Diagnostic> Conflicts)
{
    public bool IsDeclared => Node is not null || Conflicts.Count > 0;

    /// <param name="known">What it knows of a machine goes before what the tree says of it.</param>
    public static NodeSide Of(string name, Fleet fleet, Inventory? known)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        if (!fleet.Declares(name))
            return new(fleet, Node: null, []);
        var conflicts = new DiagnosticBag();
        var node = fleet.Find(name, conflicts);
        if (node is null || known?.Find(name) is not { } document)
            return new(fleet, node, conflicts);
        var facts = document.Fields.TryGet("facts", out var values) ? values.As<ScriptObject>() : null;
        var ip = document.Fields.TryGet("ip", out var address) && address.Kind == ValueKind.String ? address.AsString() : null;
        return new(fleet, node with { Facts = facts ?? node.Facts, Ip = node.Ip ?? ip }, conflicts);
    }

    public bool Matches(Query query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Node is not null && query.Matches(Fleet.DocumentOf(Node), now: default);
    }

    /// <returns>Null if the tree does not declare it.</returns>
    public CompileResult? Compile() => Node is not null ? Fleet.Compile(Node) : IsDeclared ? new(Catalog: null, [.. Conflicts]) : null;
}
