using Converge.Language.Text;

namespace Converge.Recipes.Checks;

/// <summary>Whether roles, environments and nodes name recipes, roles and environments that there are.</summary>
internal sealed class FleetNames(Inspection inspection)
{
    private readonly RecipeTree _tree = inspection.Tree;
    private readonly DiagnosticBag _diagnostics = inspection.Diagnostics;

    public void Check()
    {
        foreach (var reference in _tree.Roles.Values.SelectMany(static role => role.Recipes))
        {
            if (inspection.Lookup.FindRecipe(reference.Recipe, reference.At, _diagnostics) is { } recipe)
                RecipeLookup.FindPart(recipe, reference, _diagnostics);
        }
        foreach (var environment in _tree.Environments.Values)
        {
            foreach (var constraint in environment.Recipes)
                inspection.Lookup.FindRecipe(constraint.Recipe, constraint.At, _diagnostics);
            foreach (var role in environment.Roles)
                _tree.FindRole(role.Role, role.At, _diagnostics);
        }
        foreach (var node in _tree.Nodes)
        {
            if (node.Environment is { Text.Length: > 0 } environment)
                _tree.FindEnvironment(environment.Text, environment.Span, _diagnostics);
            foreach (var role in node.Roles)
                _tree.FindRole(role.Text, role.Span, _diagnostics);
        }
        CheckTwins();
    }

    /// <summary>Two recipes that expressions could not tell apart.</summary>
    private void CheckTwins()
    {
        foreach (var twins in inspection.Recipes.GroupBy(static recipe => recipe.NameInExpressions, StringComparer.Ordinal).Where(static group => group.Count() > 1))
        {
            var (first, second) = (twins.First(), twins.ElementAt(1));
            _diagnostics.Add(Diagnostic.Error(second.At, $"expressions cannot tell '{first.Name}' and '{second.Name}' apart: both are '{twins.Key}' there") with { Related = [new(first.At, "the other one")] });
        }
    }
}
