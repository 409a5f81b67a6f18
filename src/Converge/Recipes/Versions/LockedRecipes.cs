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
    private readonly Func<GitRepository?> _repository;
    private readonly LockFile? _lock;
    private readonly string _path;

    private LockedRecipes(RecipeTree tree, Func<GitRepository?> repository, LockFile? locked, string path)
    {
        _tree = tree;
        _repository = repository;
        _lock = locked;
        _path = path;
    }

    public IEnumerable<string> RecipeNames => _lock is null ? _tree.RecipeNames : _tree.RecipeNames.Union(_lock.Recipes.Keys, StringComparer.Ordinal);

    public IReadOnlyCollection<Diagnostic> Problems { get; private init; } = [];

    /// <summary>The recipes that an environment takes: those of the tree if it has no lock.</summary>
    /// <param name="repository">Gives the repository with the tags, or null if the tree is in none. Asked only when a tag is needed.</param>
    public static IRecipeSource Open(RecipeTree tree, FleetEnvironment? environment, Func<GitRepository?> repository)
    {
        ArgumentNullException.ThrowIfNull(tree);
        if (environment is null)
            return tree;
        var path = LockFile.PathOf(environment.Name);
        var problems = new DiagnosticBag();
        var source = tree.Files.ReadText(path, problems);
        var locked = source is null ? null : LockFile.Read(source, problems);
        return locked is null && problems.Count == 0 ? tree : new LockedRecipes(tree, repository, locked, tree.Files.NameOf(path)) { Problems = problems };
    }

    public Recipe? FindRecipe(string name) => _recipes.GetOrAdd(name, key => new(() => Read(key))).Value;

    private Recipe? Read(string name)
    {
        if (_lock is null)
            return _tree.FindRecipe(name);
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
            return RecipeReader.Read(files, folder, name) is { } published ? With(published, [.. Unpublished(name, locked)]) : null;
        // Whoever asks gets something to go on with, so that all errors are found at once; it is not to be applied.
        var nearest = _tree.FindRecipe(name) ?? new Recipe(name, locked.At) { Version = locked.Version, Parts = ImmutableSortedDictionary<string, RecipePart>.Empty.Add("", new("", locked.At)), Files = new(_tree.Files, folder, []) };
        return With(nearest, [.. problems]);
    }

    /// <summary>Who edits a recipe without raising its version would look in vain for what he changed.</summary>
    private IEnumerable<Diagnostic> Unpublished(string name, LockedRecipe locked)
    {
        if (_tree.Files.Commit is null && _tree.FindRecipe(name) is { } edited && edited.Version == locked.Version)
            yield return Diagnostic.Warning(edited.At, $"'{name}' differs from its version {locked.Version}, which the lock takes from the tag '{locked.Tag}'", "raise its version, then run: converge lock");
    }

    private CommitTree? ReadTag(LockedRecipe locked, string folder, DiagnosticBag diagnostics)
    {
        CommitTree? files = null;
        GitProblem? problem = null;
        if (locked.Tag is null)
            problem = new($"'{folder}' is not what the lock pins as version {locked.Version}, which no tag has", "raise its version, or bring the lock up to date with: converge lock");
        else if (_repository() is not { } repository)
            problem = new($"the lock takes '{folder}' from the tag '{locked.Tag}', but the tree is not in a git repository");
        else if (repository.TryResolve($"refs/tags/{locked.Tag}", out var commit, out problem))
            repository.TryReadCommit(commit, out files, out problem, locked.Tag);
        if (problem is not null)
            diagnostics.Add(problem.At(locked.At));
        if (files is not null && files.HashOf(folder, diagnostics) is var hash && hash != locked.Tree)
            diagnostics.Error(locked.At, $"the tag '{locked.Tag}' has '{folder}' as {hash ?? "nothing"}; the lock pins {locked.Tree}", "a tag must not be moved once it is published");
        return diagnostics.HasErrors ? null : files;
    }

    private static Recipe With(Recipe recipe, params Diagnostic[] problems) => recipe with { Diagnostics = [.. recipe.Diagnostics, .. problems] };
}
