using Converge.Language.Text;
using Converge.Nodes;
using Converge.Recipes;

namespace Converge.Catalogs;

/// <summary>From the roles of a node to its run list.</summary>
internal sealed class RunListBuilder(RecipeTree tree, RecipeLookup lookup, DiagnosticBag diagnostics)
{
    private readonly List<RunListEntry> _entries = [];
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly HashSet<Recipe> _seen = [];
    private readonly HashSet<Recipe> _settled = [];
    private readonly List<(string Recipe, SourceSpan At)> _path = [];
    private readonly HashSet<string> _circles = new(StringComparer.Ordinal);

    public RunList Build(NodeIdentity node)
    {
        foreach (var name in node.Roles)
        {
            if (tree.FindRole(name.Name, name.At ?? node.At ?? Nowhere(node), diagnostics) is not { } role)
                continue;
            diagnostics.AddRange(role.Diagnostics);
            foreach (var reference in role.Recipes)
                Add(reference, $"role {role.Name}");
        }
        foreach (var reference in node.Recipes)
            Add(reference, $"node {node.Name}");
        return new([.. _entries]);
    }

    private static SourceSpan Nowhere(NodeIdentity node) => new(node.Name, 1, 1);

    private void Add(RecipeReference reference, string reason)
    {
        if (FindRecipe(reference.Recipe, reference.At) is not { } recipe)
            return;
        if (RecipeLookup.FindPart(recipe, reference, diagnostics) is not { } part)
            return;
        AddDependencies(recipe, reference.At);
        var entry = new RunListEntry(recipe, part, reference.At, reason);
        if (_done.Add(entry.Name))
            _entries.Add(entry);
    }

    private Recipe? FindRecipe(string name, SourceSpan at)
    {
        var recipe = lookup.FindRecipe(name, at, diagnostics);
        if (recipe is not null && _seen.Add(recipe))
            diagnostics.AddRange(recipe.Diagnostics);
        return recipe;
    }

    private void AddDependencies(Recipe recipe, SourceSpan at)
    {
        var start = _path.FindIndex(step => step.Recipe == recipe.Name);
        if (start >= 0)
        {
            ReportCircle(_path[start..], at);
            return;
        }
        if (!_settled.Add(recipe))
            return;
        _path.Add((recipe.Name, at));
        foreach (var dependency in recipe.Depends)
        {
            if (FindRecipe(dependency.Recipe, dependency.At) is not { } needed)
                continue;
            AddDependencies(needed, dependency.At);
            if (_done.Add(needed.Name))
                _entries.Add(new(needed, needed.Main, dependency.At, $"recipe {recipe.Name}"));
        }
        _path.RemoveAt(_path.Count - 1);
    }

    private void ReportCircle(List<(string Recipe, SourceSpan At)> circle, SourceSpan at)
    {
        var steps = circle.Select(static step => step.Recipe).Append(circle[0].Recipe).ToList();
        var places = circle.Skip(1).Select(static step => step.At).Append(at).ToList();
        // Whoever enters the circle first finds it; the others find the same one.
        if (_circles.Add(string.Join(' ', circle.Select(static step => step.Recipe).Order(StringComparer.Ordinal))))
            diagnostics.Add(Diagnostic.Error(at, $"recipes depend on each other in a circle: {string.Join(" -> ", steps)}") with
            {
                Related = [.. places.Select((place, i) => new RelatedPosition(place, $"'{steps[i]}' depends on '{steps[i + 1]}'"))],
            });
    }
}
