using Converge.Catalogs.Cases;
using Converge.Language.Text;

namespace Converge.Catalogs;

/// <summary>Finds everything that is wrong with a tree and can be known without a machine.</summary>
public static class FleetCheck
{
    /// <summary>All of it, sorted by file and position, each once.</summary>
    public static IReadOnlyList<Diagnostic> Run(Fleet fleet)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        var diagnostics = new DiagnosticBag();
        var tree = fleet.Tree;
        diagnostics.AddRange(tree.Diagnostics);
        diagnostics.AddRange(tree.Roles.Values.SelectMany(static role => role.Diagnostics));
        diagnostics.AddRange(tree.Environments.Values.SelectMany(static environment => environment.Diagnostics));
        diagnostics.AddRange(tree.RecipeNames.SelectMany(name => tree.FindRecipe(name)!.Diagnostics));
        diagnostics.AddRange(tree.RecipeNames.SelectMany(name => CaseRun.Find(tree, name)).SelectMany(static given => given.Problems));
        diagnostics.AddRange(fleet.FindConflicts());
        foreach (var result in fleet.Nodes.ToList().AsParallel().AsOrdered().Select(fleet.Compile))
            diagnostics.AddRange(result.Diagnostics);
        return [.. diagnostics.Sorted().Distinct()];
    }
}
