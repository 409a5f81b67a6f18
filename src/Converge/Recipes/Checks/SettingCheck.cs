using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Recipes.Attributes;

namespace Converge.Recipes.Checks;

/// <summary>What roles, environments and nodes set: whether there are such attributes, and whether they may hold it.</summary>
/// <param name="recipesOf">The recipes that an environment takes.</param>
internal sealed class SettingCheck(Inspection inspection, NameCheck names, Func<string, IRecipeSource> recipesOf)
{
    public void Check()
    {
        foreach (var role in inspection.Tree.Roles.Values)
        {
            Check(AttributeLayer.Role, role.Attributes, inspection.Tree);
            CheckRunList(role);
        }
        foreach (var environment in inspection.Tree.Environments.Values)
        {
            var recipes = recipesOf(environment.Name);
            inspection.Diagnostics.AddRange(recipes.Problems);
            Check(AttributeLayer.Environment, environment.Attributes, recipes);
            foreach (var role in environment.Roles)
                Check(AttributeLayer.RoleWithinEnvironment, role.Attributes, recipes);
        }
        foreach (var node in inspection.Tree.Nodes.Where(static node => node.Attributes is not null))
            Check(AttributeLayer.Node, node.Attributes, recipesOf(node.Environment?.Text ?? ""));
    }

    private void Check(AttributeLayer layer, YamlMapping? attributes, IRecipeSource recipes)
    {
        if (attributes is null)
            return;
        var lookup = ReferenceEquals(recipes, inspection.Tree) ? inspection.Lookup : new(recipes);
        var known = attributes.Entries.Select(entry => lookup.FindRecipe(entry.Name, entry.Key.Span, inspection.Diagnostics)).OfType<Recipe>().ToList();
        var set = AttributeSet.Merge(known, [new(layer, "", attributes)], inspection.Diagnostics);
        foreach (var setting in set.Leaves().SelectMany(static leaf => leaf.Settings).Where(setting => setting.Layer == layer))
            names.Check(setting.Value, inspection.Names.Settings);
    }

    /// <summary>A role that speaks of a recipe which it does not bring has no effect, unless another role happens to bring it.</summary>
    private void CheckRunList(Role role)
    {
        var recipes = role.Recipes.Select(reference => inspection.Tree.FindRecipe(reference.Recipe)).OfType<Recipe>().SelectMany(inspection.Lookup.VisibleFrom).Select(static recipe => recipe.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (recipe, _) in role.Attributes?.Entries ?? [])
        {
            if (!recipes.Contains(recipe.Text) && inspection.Tree.FindRecipe(recipe.Text) is not null)
                inspection.Diagnostics.Warning(recipe.Span, $"role '{role.Name}' sets attributes of '{recipe.Text}', which is not among its recipes", Suggestions.Hint(recipe.Text, recipes));
        }
    }
}
