using System.Collections.Concurrent;
using Converge.Language.Text;
using Converge.Nodes;
using Converge.Recipes;
using Converge.Recipes.Attributes;

namespace Converge.Catalogs;

/// <summary>What nodes with the same roles in the same environment have in common.</summary>
/// <param name="Attributes">Without what a node sets itself; those that need nothing of the node have their values.</param>
internal sealed record NodeKind(RunList RunList, AttributeSet Attributes, DiagnosticBag Diagnostics)
{
    public static NodeKind Of(CompileInputs inputs, RecipeLookup lookup)
    {
        var diagnostics = new DiagnosticBag();
        var runList = new RunListBuilder(inputs.Tree, lookup, diagnostics).Build(inputs.Node);
        var attributes = AttributeSet.Merge(runList.Recipes, AttributeLayers.OfKind(inputs.Node, inputs.Tree), diagnostics);
        if (!diagnostics.HasErrors)
            AttributeEvaluation.RunConstants(attributes);
        return new(runList, attributes, diagnostics);
    }
}

/// <summary>The kinds of nodes that were met, for those who compile many nodes from the same tree and recipes. Safe for many threads.</summary>
public sealed class NodeKinds
{
    private readonly ConcurrentDictionary<string, Lazy<NodeKind>> _kinds = new(StringComparer.Ordinal);

    internal NodeKind Of(CompileInputs inputs, RecipeLookup lookup)
    {
        var kind = _kinds.GetOrAdd(KeyOf(inputs.Node), _ => new(() => NodeKind.Of(inputs, lookup))).Value;
        // An error may name the place where a node asks for a role that is not there.
        return kind.Diagnostics.HasErrors ? NodeKind.Of(inputs, lookup) : kind;
    }

    private static string KeyOf(NodeIdentity node) => string.Join('\n', node.Roles.Select(static role => role.Name).Prepend(node.Environment.Name));
}
