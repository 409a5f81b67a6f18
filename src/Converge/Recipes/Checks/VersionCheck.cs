using Converge.Language.Text;
using Converge.Recipes.Trees;
using NuGet.Versioning;

namespace Converge.Recipes.Checks;

/// <summary>Whether any version of a recipe is allowed by what recipes and environments want of it.</summary>
internal sealed class VersionCheck
{
    private readonly Inspection _inspection;
    private readonly ILookup<string, NuGetVersion> _tags;

    /// <param name="repository">Whose tags are versions, too; null if there is none at hand.</param>
    public VersionCheck(Inspection inspection, GitRepository? repository)
    {
        _inspection = inspection;
        IReadOnlyList<RecipeTag> tags = [];
        repository?.TryListRecipeTags(inspection.Diagnostics, out tags, out _);
        _tags = tags.ToLookup(static tag => tag.Recipe, static tag => tag.Version, StringComparer.Ordinal);
    }

    public void Check()
    {
        foreach (var dependency in _inspection.Recipes.SelectMany(static recipe => recipe.Depends).Concat(_inspection.Tree.Environments.Values.SelectMany(static environment => environment.Recipes)))
            Check(dependency);
    }

    private void Check(Dependency wanted)
    {
        if (_inspection.Tree.FindRecipe(wanted.Recipe) is not { } recipe || recipe is { HasErrors: true, Version: { Major: 0, Minor: 0, Patch: 0 } })
            return;
        var versions = _tags[recipe.Name].Append(recipe.Version).Distinct().Order().ToList();
        if (versions.Exists(wanted.Wants.Constraint.Allows))
            return;
        var known = versions.Count == 1 ? $"its version is {recipe.Version}" : $"there are {string.Join(", ", versions.TakeLast(5))}";
        _inspection.Diagnostics.Add(Diagnostic.Error(wanted.Wants.At, $"no version of '{recipe.Name}' is allowed by '{wanted.Wants.Constraint.Text}': {known}") with { Related = [new(recipe.At, "the recipe")] });
    }
}
