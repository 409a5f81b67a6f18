using Converge.Recipes.Secrets;
using Converge.Recipes.Trees;

namespace Converge.Recipes.Checks;

/// <summary>
/// Everything that is wrong with a tree and does not depend on a node: names that mean nothing, circles, what nobody uses.
/// The table of contents of this folder.
/// </summary>
internal static class TreeCheck
{
    /// <param name="recipesOf">The recipes that an environment takes.</param>
    /// <param name="repository">Where branches and tags are looked up; null if there is none at hand.</param>
    public static Inspection Run(RecipeTree tree, Func<string, IRecipeSource> recipesOf, GitRepository? repository)
    {
        var inspection = new Inspection(tree, new SealedSecrets(tree.Files));
        AddFindings(inspection);
        var queries = new QueryCheck(inspection);
        var secrets = new SecretCheck(inspection, queries);
        var names = new NameCheck(inspection, secrets);
        new StrayFiles(inspection).Check();
        new FleetNames(inspection).Check();
        new CircleCheck(inspection).Check();
        new VersionCheck(inspection, repository).Check();
        secrets.CheckFiles();
        var seals = new SealCheck(inspection);
        seals.Check();
        foreach (var recipe in inspection.Recipes)
        {
            foreach (var dependency in recipe.Depends)
                inspection.Lookup.FindRecipe(dependency.Recipe, dependency.At, inspection.Diagnostics);
            var folder = new FolderUse(inspection, names, recipe);
            new StatementCheck(inspection, names, queries, folder).Check();
            folder.CheckRest();
        }
        new SettingCheck(inspection, names, recipesOf).Check();
        if (repository is not null)
            CheckRevisions(inspection, repository);
        new UnusedNames(inspection).Check();
        seals.CheckUse();
        return inspection;
    }

    /// <summary>What the readers of the files found, each file looked at alone.</summary>
    private static void AddFindings(Inspection inspection)
    {
        inspection.Diagnostics.AddRange(inspection.Tree.Diagnostics);
        inspection.Diagnostics.AddRange(inspection.Tree.Roles.Values.SelectMany(static role => role.Diagnostics));
        inspection.Diagnostics.AddRange(inspection.Tree.Environments.Values.SelectMany(static environment => environment.Diagnostics));
        inspection.Diagnostics.AddRange(inspection.Recipes.SelectMany(static recipe => recipe.Diagnostics));
    }

    /// <summary>A clone need not have all branches, so what an environment follows may be elsewhere.</summary>
    private static void CheckRevisions(Inspection inspection, GitRepository repository)
    {
        foreach (var environment in inspection.Tree.Environments.Values)
        {
            if (environment.Follow is { } follow && !repository.TryResolve(follow.Text, out _, out var problem) && !repository.TryResolve($"origin/{follow.Text}", out _, out _))
                inspection.Diagnostics.Warning(follow.Span, $"environment '{environment.Name}' follows '{follow.Text}', which is no branch, tag or commit here", problem.Hint);
        }
    }
}
