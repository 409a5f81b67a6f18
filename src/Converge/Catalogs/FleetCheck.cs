using Converge.Catalogs.Cases;
using Converge.Language.Text;
using Converge.Recipes.Checks;
using Converge.Recipes.Secrets;
using Converge.Recipes.Trees;

namespace Converge.Catalogs;

/// <summary>Finds everything that is wrong with a tree and can be known without a machine.</summary>
public static class FleetCheck
{
    /// <summary>All of it, sorted by file and position, each once.</summary>
    /// <param name="repository">Where branches and tags are looked up; null if there is none at hand.</param>
    public static IReadOnlyList<Diagnostic> Run(Fleet fleet, GitRepository? repository = null)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        var inspection = TreeCheck.Run(fleet.Tree, fleet.RecipesOf, repository);
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(inspection.Diagnostics);
        diagnostics.AddRange(fleet.Tree.RecipeNames.SelectMany(name => CaseRun.Find(fleet.Tree, name)).SelectMany(static given => given.Problems));
        diagnostics.AddRange(fleet.FindConflicts());
        var unknown = new UnknownInputs(fleet);
        var nodes = new NodeProblems();
        foreach (var (node, problems) in fleet.Nodes.ToList().AsParallel().AsOrdered().Select(node => (node, fleet.Compile(node).Diagnostics)))
        {
            foreach (var problem in unknown.Settle(node, problems).Where(problem => !inspection.Covers(problem.At)))
                nodes.Add(node, problem);
        }
        diagnostics.AddRange(nodes.All);
        // What the whole tree says and what a node says of the same place is one thing.
        return [.. Once(diagnostics)];
    }

    /// <summary>Where the tree names secrets by a literal path, each place once.</summary>
    public static IEnumerable<SecretUse> FindSecretUses(Fleet fleet)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        return TreeCheck.Run(fleet.Tree, fleet.RecipesOf, repository: null).SecretUses.Distinct();
    }

    private static IEnumerable<Diagnostic> Once(DiagnosticBag diagnostics) =>
        diagnostics.Sorted().DistinctBy(static problem => (problem.At.File, problem.At.Line, problem.At.Column, problem.Message));
}
