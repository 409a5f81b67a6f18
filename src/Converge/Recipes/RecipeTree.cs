using System.Collections.Concurrent;
using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Recipes.Reading;
using Converge.Recipes.Trees;

namespace Converge.Recipes;

/// <summary>
/// Everything that engineers write: recipes, roles, environments, nodes, as one commit or one folder has it. Recipes are
/// read when they are first asked for, so a node pays for those it has. Safe for many threads.
/// </summary>
public sealed class RecipeTree : IRecipeSource
{
    private const string RecipeFolder = "recipes";
    private const string Yaml = ".yaml";

    private readonly ConcurrentDictionary<string, Lazy<Recipe?>> _recipes = new(StringComparer.Ordinal);
    private readonly Lazy<ImmutableSortedSet<string>> _recipeNames;
    private readonly DiagnosticBag _diagnostics = [];

    private RecipeTree(ITree files)
    {
        Files = files;
        Roles = ReadAll("roles", RoleReader.Read);
        Environments = ReadAll("environments", EnvironmentReader.Read);
        Nodes = ReadNodes();
        _recipeNames = new(FindRecipes);
    }

    public ITree Files { get; }

    public ImmutableSortedDictionary<string, Role> Roles { get; }

    public ImmutableSortedDictionary<string, FleetEnvironment> Environments { get; }

    /// <summary>In the order of the files and in them.</summary>
    public ImmutableArray<NodeEntry> Nodes { get; }

    public IEnumerable<string> RecipeNames => _recipeNames.Value;

    /// <summary>What is wrong with the nodes and with the files themselves; roles, environments and recipes carry their own.</summary>
    public IReadOnlyCollection<Diagnostic> Diagnostics => _diagnostics;

    public static RecipeTree Open(ITree files) => new(files);

    /// <returns>Null, with an error at the place that named it, if there is no such role.</returns>
    public Role? FindRole(string name, SourceSpan at, DiagnosticBag diagnostics) => Find(Roles, name, "role", at, diagnostics);

    /// <returns>Null, with an error at the place that named it, if there is no such environment.</returns>
    public FleetEnvironment? FindEnvironment(string name, SourceSpan at, DiagnosticBag diagnostics) => Find(Environments, name, "environment", at, diagnostics);

    /// <remarks>A folder whose name is wrong is a recipe that says so; anything else that is no name leads out of the tree.</remarks>
    public Recipe? FindRecipe(string name)
    {
        var recipe = _recipes.GetOrAdd(name, key => new(() => Names.IsValid(key) || _recipeNames.Value.Contains(key) ? RecipeReader.Read(Files, $"{RecipeFolder}/{key}", key) : null));
        return recipe.Value;
    }

    private static T? Find<T>(ImmutableSortedDictionary<string, T> all, string name, string what, SourceSpan at, DiagnosticBag diagnostics)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (all.TryGetValue(name, out var found))
            return found;
        diagnostics.Error(at, $"there is no {what} '{name}'", Suggestions.Hint(name, all.Keys));
        return null;
    }

    private ImmutableSortedSet<string> FindRecipes()
    {
        var prefix = RecipeFolder.Length + 1;
        return Files.List(RecipeFolder, [])
            .Select(static entry => entry.Path)
            .Where(path => path.IndexOf('/', prefix) > 0)
            .Select(path => path[prefix..path.IndexOf('/', prefix)])
            .ToImmutableSortedSet(StringComparer.Ordinal);
    }

    private ImmutableSortedDictionary<string, T> ReadAll<T>(string folder, Func<string, SourceText, T> read)
        where T : class
    {
        var all = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var path in YamlFilesIn(folder))
        {
            var name = path[(folder.Length + 1)..^Yaml.Length];
            if (!name.EndsWith(".lock", StringComparison.Ordinal) && Files.ReadText(path, _diagnostics) is { } source)
                all.Add(name, read(name, source));
        }
        return all.ToImmutable();
    }

    private ImmutableArray<NodeEntry> ReadNodes()
    {
        var nodes = ImmutableArray.CreateBuilder<NodeEntry>();
        foreach (var path in YamlFilesIn("nodes"))
        {
            if (Files.ReadText(path, _diagnostics) is { } source)
                nodes.AddRange(NodeReader.Read(source, _diagnostics));
        }
        return nodes.ToImmutable();
    }

    private IEnumerable<string> YamlFilesIn(string folder) =>
        Files.List(folder, _diagnostics).Select(static entry => entry.Path)
            .Where(path => path.EndsWith(Yaml, StringComparison.Ordinal) && path.LastIndexOf('/') == folder.Length);
}
