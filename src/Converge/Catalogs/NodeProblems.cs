using Converge.Language.Text;
using Converge.Nodes;

namespace Converge.Catalogs;

/// <summary>What is wrong with nodes. What is the same of many, but for their names, is told once.</summary>
internal sealed class NodeProblems
{
    // Cannot stand in a message.
    private const string AnyNode = "\0";

    private readonly Dictionary<(SourceSpan, string), (Diagnostic First, HashSet<string> Nodes)> _found = [];

    public IEnumerable<Diagnostic> All => _found.Values.Select(static found => found.Nodes.Count == 1 ? found.First : found.First with
    {
        Message = $"{found.First.Message}; so it is with {Others(found.Nodes.Count - 1)}",
    });

    public void Add(NodeIdentity node, Diagnostic problem)
    {
        var names = problem.Message.Contains($"'{node.Name}'", StringComparison.Ordinal);
        var key = (problem.At, names ? problem.Message.Replace($"'{node.Name}'", AnyNode, StringComparison.Ordinal) : problem.Message);
        if (!_found.TryGetValue(key, out var found))
            _found.Add(key, (problem, [node.Name]));
        else if (names)
            found.Nodes.Add(node.Name);
    }

    private static string Others(int count) => count == 1 ? "another node" : $"{count} other nodes";
}
