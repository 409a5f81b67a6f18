using System.Collections.Concurrent;
using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Recipes.Reading;
using Converge.Recipes.Trees;

namespace Converge.Recipes.Versions;

/// <summary>
/// The recipes of an environment as its lock pins them: from the tree where that has the very content, else from the tag.
/// What does not fit the lock is an error of the recipe. Safe for many threads.
/// </summary>
public sealed class LockedRecipes : IRecipeSource
{
    private readonly ConcurrentDictionary<string, Lazy<Recipe?>> _recipes = new(StringComparer.Ordinal);
    private readonly RecipeTree _tree;
    private readonly GitRepository? _repository;
    private readonly LockFile _lock;
    private readonly string _path;

    private LockedRecipes(RecipeTree tree, GitRepository? repository, LockFile locked, string path)
    {
        _tree = tree;
        _repository = repository;
        _lock = locked;
        _path = path;
    }

    public IEnumerable<string> RecipeNames => _tree.RecipeNames.Union(_lock.Recipes.Keys, StringComparer.Ordinal);

    /// <summary>The recipes that an environment takes: those of the tree if it has no lock.</summary>
    /// <param name="repository">Where the tags are; null if the tree is in none.</param>
    /// <param name="diagnostics">Gets what is wrong with the lock; then the recipes are those of the tree.</param>
    public static IRecipeSource Open(RecipeTree tree, FleetEnvironment? environment, GitRepository? repository, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(tree);
        if (environment is null)
            return tree;
        var path = LockFile.PathOf(environment.Name);
        return tree.Files.ReadText(path, diagnostics) is { } source && LockFile.Read(source, diagnostics) is { } locked
            ? new LockedRecipes(tree, repository, locked, source.Path)
            : tree;
    }

    public Recipe? FindRecipe(string name) => _recipes.GetOrAdd(name, key => new(() => Read(key))).Value;

    private Recipe? Read(string name)
    {
        if (!_lock.Recipes.TryGetValue(name, out var locked))
        {
            return _tree.FindRecipe(name) is { } recipe
                ? With(recipe, Diagnostic.Error(new(_path, 1, 1), $"the recipe '{name}' is not in the lock", "bring it up to date with: converge lock"))
                : null;
        }
        var folder = $"recipes/{name}";
        var problems = new DiagnosticBag();
        if (_tree.Files.HashOf(folder, problems) == locked.Tree)
            return _tree.FindRecipe(name);
        if (problems.Count == 0 && ReadTag(locked, folder, problems) is { } files)
            return RecipeReader.Read(files, folder, name);
        // Whoever asks gets something to go on with, so that all errors are found at once; it is not to be applied.
        var nearest = _tree.FindRecipe(name) ?? new Recipe(name, locked.At) { Version = locked.Version, Parts = ImmutableSortedDictionary<string, RecipePart>.Empty.Add("", new("", locked.At)), Files = new(_tree.Files, folder, []) };
        return With(nearest, [.. problems]);
    }

    private CommitTree? ReadTag(LockedRecipe locked, string folder, DiagnosticBag diagnostics)
    {
        CommitTree? files = null;
        GitProblem? problem = null;
        if (locked.Tag is null)
            problem = new($"'{folder}' is not what the lock pins as version {locked.Version}, which no tag has", "raise its version, or bring the lock up to date with: converge lock");
        else if (_repository is null)
            problem = new($"the lock takes '{folder}' from the tag '{locked.Tag}', but the tree is not in a git repository");
        else if (_repository.TryResolve($"refs/tags/{locked.Tag}", out var commit, out problem))
            _repository.TryReadCommit(commit, out files, out problem, locked.Tag);
        if (problem is not null)
            diagnostics.Add(problem.At(locked.At));
        if (files is not null && files.HashOf(folder, diagnostics) is var hash && hash != locked.Tree)
            diagnostics.Error(locked.At, $"the tag '{locked.Tag}' has '{folder}' as {hash ?? "nothing"}; the lock pins {locked.Tree}", "a tag must not be moved once it is published");
        return diagnostics.HasErrors ? null : files;
    }

    private static Recipe With(Recipe recipe, params Diagnostic[] problems) => recipe with { Diagnostics = [.. recipe.Diagnostics, .. problems] };
}
