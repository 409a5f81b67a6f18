using Converge.Language.Text;

namespace Converge.Recipes.Checks;

/// <summary>Files that look as if they were read, and are not.</summary>
internal sealed class StrayFiles(Inspection inspection)
{
    private const string Yaml = ".yaml";

    private static readonly string[] OtherEndings = [".yml", ".YAML", ".YML"];

    public void Check()
    {
        foreach (var folder in new[] { "recipes", "roles", "environments", "nodes", "secrets" })
        {
            foreach (var path in inspection.Tree.Files.List(folder, []).Select(static entry => entry.Path))
                Check(folder, path);
        }
    }

    private void Check(string folder, string path)
    {
        var ending = Array.Find(OtherEndings, other => path.EndsWith(other, StringComparison.Ordinal));
        if (ending is null && !path.EndsWith(Yaml, StringComparison.Ordinal) || IsContent(path))
            return;
        var at = new SourceSpan(inspection.Tree.Files.NameOf(path), 1, 1);
        if (ending is not null)
            inspection.Diagnostics.Warning(at, "this file is not read", $"its name would end in '{Yaml}'");
        else if (!IsRead(folder, path.Split('/')))
            inspection.Diagnostics.Warning(at, "this file is not read", folder == "recipes" ? "a recipe is a folder with 'recipe.yaml', its parts beside it and its types in 'resources'" : $"what is read is in '{folder}' itself");
    }

    /// <summary>What recipes put on machines, or their tests, may be called anything.</summary>
    private static bool IsContent(string path) => path.Split('/') is ["recipes", _, "files" or "templates" or "cases", ..];

    private static bool IsRead(string folder, string[] names) => folder switch
    {
        "recipes" => names is [_, _, _] or [_, _, "resources", ..],
        "secrets" => true,
        _ => names.Length == 2,
    };
}
