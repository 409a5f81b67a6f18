using Converge.Nodes;
using Converge.Nodes.Queries;

namespace Converge.Catalogs.Differences;

/// <summary>A node in two trees.</summary>
public sealed record NodePair(string Name, NodeSide Before, NodeSide After)
{
    /// <summary>Whether one of the trees has it.</summary>
    public bool IsDeclared => Before.IsDeclared || After.IsDeclared;

    /// <summary>The nodes of two trees, by name.</summary>
    /// <param name="known">All nodes there are; then it is about those and about what only one of the trees declares. Null: about all that are declared.</param>
    public static IEnumerable<NodePair> All(Fleet before, Fleet after, Inventory? known)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var names = new SortedSet<string>(before.Nodes.Select(static node => node.Name), StringComparer.Ordinal);
        var namesAfter = after.Nodes.Select(static node => node.Name);
        if (known is null)
            names.UnionWith(namesAfter);
        else
        {
            names.SymmetricExceptWith(namesAfter);
            names.UnionWith(known.Nodes.Select(static node => node.Name));
        }
        return names
            .Select(name => Of(name, before, after, known))
            .Where(static pair => pair.IsDeclared);
    }

    public static NodePair Of(string name, Fleet before, Fleet after, Inventory? known) =>
        new(name, NodeSide.Of(name, before, known), NodeSide.Of(name, after, known));

    /// <summary>Whether a query finds it in one of the trees.</summary>
    public bool Matches(Query query) => Before.Matches(query) || After.Matches(query);
}
