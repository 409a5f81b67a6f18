using Converge.Language.Cases;

namespace Converge.Testing.Machines;

/// <summary>The files of the tree whose role <c>case</c> has the resources of a case.</summary>
public static class ResourceTree
{
    public const string Role = "case";

    public static Dictionary<string, string> Of(CaseFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Of(
            file["recipe"],
            file.Sections.Where(static section => section.Name.StartsWith("file ", StringComparison.Ordinal)).Select(static section => (section.Name[5..], section.Text)));
    }

    /// <param name="resources">The list of them, as in a recipe.</param>
    public static Dictionary<string, string> Of(string resources, IEnumerable<(string Path, string Text)> recipeFiles)
    {
        ArgumentNullException.ThrowIfNull(resources);
        ArgumentNullException.ThrowIfNull(recipeFiles);
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["recipes/case/recipe.yaml"] = $"name: case\nversion: 1.0.0\nresources:\n{string.Concat(resources.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => $"  {line}\n"))}",
            ["roles/case.yaml"] = "name: case\nrecipes: [case]\n",
            ["environments/case.yaml"] = "name: case\n",
        };
        foreach (var (path, text) in recipeFiles)
            files.Add($"recipes/case/{path}", text);
        return files;
    }
}
