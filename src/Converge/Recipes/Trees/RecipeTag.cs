using System.Diagnostics.CodeAnalysis;
using Converge.Language.Text;
using Converge.Recipes.Versions;
using NuGet.Versioning;

namespace Converge.Recipes.Trees;

/// <summary>A version of a recipe that was published by a tag, light or annotated.</summary>
/// <param name="Name"><c>recipes/web/1.2.0</c></param>
public sealed record RecipeTag(string Name, string Recipe, NuGetVersion Version, string Commit)
{
    private const string Prefix = "refs/tags/";
    private const string Folder = "recipes/";

    /// <summary>What the tag of a version is called.</summary>
    public static string NameOf(string recipe, NuGetVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return $"{Folder}{recipe}/{version.ToNormalizedString()}";
    }

    internal static bool TryList(string folder, DiagnosticBag diagnostics, out IReadOnlyList<RecipeTag> tags, [NotNullWhen(false)] out GitProblem? problem)
    {
        tags = [];
        string[] arguments = ["for-each-ref", "--format=%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)", Prefix + Folder];
        if (!GitProcess.TryRun(folder, arguments, out var output, out problem))
            return false;
        if (output.ExitCode != 0)
        {
            problem = GitProblem.Explain(folder, output.Error);
            return false;
        }
        tags = output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Read(folder, line.Split('\0'), diagnostics)).OfType<RecipeTag>()
            .OrderBy(static t => t.Recipe, StringComparer.Ordinal).ThenByDescending(static t => t.Version).ToArray();
        return true;
    }

    private static RecipeTag? Read(string folder, string[] fields, DiagnosticBag diagnostics)
    {
        var name = fields[0][Prefix.Length..];
        var place = new SourceSpan(name, 1, 1);
        if (name.Split('/') is not [_, var recipe, var text] || !RecipeVersion.TryParse(text, out var version, out _))
        {
            diagnostics.Warning(place, $"the tag '{name}' is not of the form 'recipes/<name>/<version>', so it is no version of a recipe");
            return null;
        }
        var commit = fields switch
        {
            [_, GitObject.CommitType, var hash, ..] => hash,
            [_, _, _, GitObject.CommitType, var hash] => hash,
            // A tag of a tag, or of something else.
            _ => new RevisionSearch(folder).TryResolve(Prefix + name, out var hash, out _) ? hash : null,
        };
        if (commit is null)
            diagnostics.Warning(place, $"the tag '{name}' is not one of a commit, so it is no version of a recipe");
        return commit is null ? null : new(name, recipe, version, commit);
    }
}
