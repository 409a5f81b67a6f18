using Converge.Language.Text;
using Converge.Nodes;
using Converge.Recipes;

namespace Converge.Catalogs;

/// <summary>
/// Tells the mistakes of a tree from what goes wrong because the machines of its nodes are elsewhere: a fact that nobody
/// knows here, peers that no entry declares by name.
/// </summary>
internal sealed class UnknownInputs(Fleet fleet)
{
    // As a query or the hint about those that were left out has them.
    private static readonly string[] UnknownFields = ["facts.", "ip:", "'ip'", "seen:", "commit:"];

    private readonly HashSet<SourceSpan> _peers = [.. PeersOf(fleet.Tree)];
    private readonly bool _knowsNodes = fleet.HasInventory || fleet.Tree.Nodes.All(static entry => entry.IsOneNode);
    private readonly bool _knowsFacts = fleet.HasInventory || fleet.Tree.Nodes.All(static entry => entry.Facts is not null);

    /// <summary>The problems of a node, with one warning in the place of those that are nobody's fault.</summary>
    public IEnumerable<Diagnostic> Settle(NodeIdentity node, IReadOnlyList<Diagnostic> problems)
    {
        var (facts, peers) = (0, 0);
        foreach (var problem in problems)
        {
            if (IsFact(node, problem.Message))
                facts++;
            else if (IsPeers(problem))
                peers++;
            else
                yield return problem;
        }
        if (facts > 0)
            yield return Diagnostic.Warning(node.At ?? new(node.Name, 1, 1), $"'{node.Name}' was not compiled: its facts are not known here", "'facts:' in its entry says what its machine is like, or '--inventory' what all are like");
        else if (peers > 0)
            yield return Diagnostic.Warning(node.At ?? new(node.Name, 1, 1), $"'{node.Name}' was not compiled: its peers are not known here", "'--inventory' names a file with the nodes there are");
    }

    /// <summary>Whether a member is missing of what a machine would tell: that of the node, or that of a peer.</summary>
    private bool IsFact(NodeIdentity node, string message)
    {
        if (message.StartsWith("'node.facts", StringComparison.Ordinal) || message == "'node' has no member 'ip'")
            return !fleet.FactsOf(node).IsKnown;
        return !_knowsFacts && (message.Contains(".facts' has no member", StringComparison.Ordinal) || message.EndsWith(" has no member 'ip'", StringComparison.Ordinal));
    }

    /// <summary>Whether a search found too few, or too many, because it asks for what is not known here.</summary>
    private bool IsPeers(Diagnostic problem)
    {
        if (!_peers.Contains(problem.At) || !problem.Message.StartsWith("peers.", StringComparison.Ordinal))
            return false;
        var question = $"{problem.Message} {problem.Hint}";
        return !_knowsNodes || !_knowsFacts && UnknownFields.Any(field => question.Contains(field, StringComparison.Ordinal));
    }

    private static IEnumerable<SourceSpan> PeersOf(RecipeTree tree) =>
        tree.RecipeNames.Select(tree.FindRecipe).OfType<Recipe>().SelectMany(static recipe => recipe.Parts.Values).SelectMany(static part => part.Peers).Select(static peers => peers.At);
}
