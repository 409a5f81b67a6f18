using Converge.Catalogs;
using Converge.Cli.Commands;
using Converge.Cli.Output;
using Converge.Language.Text;
using Converge.Nodes;

namespace Converge.Cli.Input;

/// <summary>The node that a verb speaks of.</summary>
internal static class ChosenNode
{
    private const int MostShown = 5;

    public static readonly Parameter Option = new("--node", "the node, as nodes/ has it; the part before the first dot will do", "NODE");

    /// <exception cref="UserException">It is not given, there is none, or it is not clear which.</exception>
    public static NodeIdentity Read(Invocation invocation, Fleet fleet) => invocation.Has(Option)
        ? Find(invocation[Option], fleet)
        : throw new UserException($"'{invocation.Verb.Name}' needs a node", $"'{Option}' names it; {Known(fleet)}");

    /// <exception cref="UserException">There is none, or it is not clear which.</exception>
    public static NodeIdentity Find(string name, Fleet fleet)
    {
        var problems = new DiagnosticBag();
        if (fleet.Tree.Nodes.Any(entry => entry.Matches(name)))
            return fleet.Find(name, problems) ?? throw new ComplaintException(problems.Sorted(), static _ => null);
        return fleet.Nodes.Where(node => node.Name.StartsWith($"{name}.", StringComparison.Ordinal)).ToList() switch
        {
            [var node] => node,
            [] => throw new UserException($"no entry of nodes/ matches '{name}'", Suggestions.Hint(name, fleet.Nodes.Select(static node => node.Name)) ?? Known(fleet)),
            var several => throw new UserException($"'{name}' is more than one node", $"there are {string.Join(", ", several.Select(static node => node.Name))}"),
        };
    }

    private static string Known(Fleet fleet)
    {
        var names = fleet.Nodes.Select(static node => node.Name).ToList();
        return names.Count switch
        {
            0 => "nodes/ declares none by name",
            1 => $"there is {names[0]}",
            <= MostShown => $"there are {string.Join(", ", names)}",
            _ => $"there are {names.Count}, such as {names[0]}",
        };
    }
}
