using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Recipes.Trees;

namespace Converge.Recipes.Versions;

/// <summary>Computes the locks of environments from a tree and the tags of its repository.</summary>
public sealed class Locksmith
{
    private readonly RecipeTree _tree;
    private readonly PublishedRecipes _published;

    /// <param name="repository">Null for a tree that is in none; then there are only the versions that the tree has.</param>
    /// <param name="diagnostics">Gets what is wrong with the tags.</param>
    public Locksmith(RecipeTree tree, GitRepository? repository, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(diagnostics);
        _tree = tree;
        IReadOnlyList<RecipeTag> tags = [];
        if (repository is not null && !repository.TryListRecipeTags(diagnostics, out tags, out var problem))
            diagnostics.Add(problem.At(new(tree.Files.NameOf("recipes"), 1, 1)));
        _published = new(tree, repository, tags.ToLookup(static t => t.Recipe, StringComparer.Ordinal));
    }

    /// <summary>The lock of an environment; null after an error.</summary>
    public LockFile? Lock(FleetEnvironment environment, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var own = new DiagnosticBag();
        own.AddRange(environment.Diagnostics);
        var demands = RolesOf(environment, own).SelectMany(Includes).Concat(ConstraintsOf(environment, own)).ToList();
        var looked = new SortedSet<string>(StringComparer.Ordinal);
        var solution = new LockSolver(Look, _published.Names).Solve(demands, environment.At);
        own.AddRange(looked.SelectMany(name => _published.Find(name).Problems));
        if (solution.Conflict is { } conflict && !own.HasErrors)
            own.Add(conflict);
        diagnostics.AddRange(own);
        if (own.HasErrors || solution.Chosen is not { } chosen)
            return null;
        return new(chosen.ToImmutableSortedDictionary(static c => c.Key, static c => new LockedRecipe(c.Value.Version, c.Value.Tag, c.Value.Tree, default), StringComparer.Ordinal));

        IReadOnlyList<AvailableVersion> Look(string recipe)
        {
            looked.Add(recipe);
            return _published.Find(recipe).Versions;
        }
    }

    /// <summary>Those that the nodes of the environment have; all of them if it declares no nodes, since others may come.</summary>
    private List<Role> RolesOf(FleetEnvironment environment, DiagnosticBag diagnostics)
    {
        var nodes = _tree.Nodes.Where(node => node.Environment?.Text == environment.Name).ToList();
        var roles = nodes.Count == 0
            ? _tree.Roles.Values.ToList()
            : [.. nodes.SelectMany(static node => node.Roles).Select(static r => r.Text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => _tree.Roles.GetValueOrDefault(name)).OfType<Role>()];
        diagnostics.AddRange(roles.SelectMany(static role => role.Diagnostics));
        return roles;
    }

    private static IEnumerable<Demand> Includes(Role role) => role.Recipes
        .DistinctBy(static recipe => recipe.Recipe, StringComparer.Ordinal)
        .Select(recipe => new Demand($"role '{role.Name}'", new(recipe.Recipe, VersionConstraint.Any, recipe.At), Includes: true));

    private IEnumerable<Demand> ConstraintsOf(FleetEnvironment environment, DiagnosticBag diagnostics)
    {
        foreach (var recipe in environment.Recipes)
        {
            if (!_published.Names.Contains(recipe.Recipe))
                diagnostics.Error(recipe.At, $"there is no recipe '{recipe.Recipe}'", Suggestions.Hint(recipe.Recipe, _published.Names));
            yield return new($"environment '{environment.Name}'", recipe.Wants, Includes: false);
        }
    }
}
