using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Recipes.Trees;

namespace Converge.Recipes.Versions;

/// <summary>The versions of recipes that can be had: those that tags published, and what the tree itself has.</summary>
internal sealed class PublishedRecipes(RecipeTree tree, GitRepository? repository, ILookup<string, RecipeTag> tags)
{
    private readonly Dictionary<string, (IReadOnlyList<AvailableVersion> Versions, DiagnosticBag Problems)> _read = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names { get; } = [.. tree.RecipeNames.Union(tags.Select(static t => t.Key), StringComparer.Ordinal)];

    /// <summary>All versions of a recipe, and what is wrong with them.</summary>
    public (IReadOnlyList<AvailableVersion> Versions, DiagnosticBag Problems) Find(string recipe)
    {
        if (_read.TryGetValue(recipe, out var found))
            return found;
        var problems = new DiagnosticBag();
        return _read[recipe] = (Read(recipe, problems), problems);
    }

    private List<AvailableVersion> Read(string recipe, DiagnosticBag diagnostics)
    {
        var versions = tags[recipe].Select(tag => ReadTag(tag, diagnostics)).OfType<AvailableVersion>().ToList();
        if (tree.FindRecipe(recipe) is not { } own)
            return versions;
        diagnostics.AddRange(own.Diagnostics);
        if (own.HasErrors || tree.Files.HashOf(FolderOf(recipe), diagnostics) is not { } hash)
            return versions;
        if (versions.Find(version => version.Version == own.Version) is not { } published)
            versions.Add(new(own.Version, [.. own.Depends.Select(static d => d.Wants)], Tag: null, hash));
        else if (published.Tree != hash)
            diagnostics.Warning(own.At, $"the recipe '{recipe}' is not what the tag '{published.Tag}' published, which counts", "raise its version");
        return versions;
    }

    /// <summary>A tag stays as it is for ever, so what is wrong with it only makes it no choice.</summary>
    private AvailableVersion? ReadTag(RecipeTag tag, DiagnosticBag diagnostics)
    {
        var own = new DiagnosticBag();
        if (!repository!.TryReadCommit(tag.Commit, out var files, out var problem, tag.Name))
        {
            diagnostics.Warning(new(tag.Name, 1, 1), $"the tag '{tag.Name}' is no choice: {problem.Message}", problem.Hint);
            return null;
        }
        var path = $"{FolderOf(tag.Recipe)}/recipe.yaml";
        var source = files.ReadText(path, own);
        if (source is null && own.Count == 0)
            own.Error(new(tag.Name, 1, 1), $"it has no '{path}'");
        var manifest = source is not null && YamlDocument.Parse(source, own) is YamlMapping mapping ? RecipeManifest.Read(mapping, own) : null;
        if (manifest is not null && manifest.Name != tag.Recipe)
            own.Error(manifest.NameAt, $"the recipe calls itself '{manifest.Name}'");
        if (manifest is not null && manifest.Version != tag.Version)
            own.Error(manifest.VersionAt, $"its version is '{manifest.Version}'");
        var hash = files.HashOf(FolderOf(tag.Recipe), own);
        if (own.FirstOrDefault(static d => d.Severity == Severity.Error) is { } error)
            diagnostics.Warning(error.At, $"the tag '{tag.Name}' is no choice: {error.Message}", error.Hint);
        return own.HasErrors || manifest is null || hash is null ? null : new(tag.Version, manifest.Depends, tag.Name, hash);
    }

    private static string FolderOf(string recipe) => $"recipes/{recipe}";
}
