namespace Converge.Recipes.Trees;

/// <summary>Paths inside a tree.</summary>
internal static class TreePath
{
    /// <summary>Whether it names something in the tree: no empty part, no <c>.</c> or <c>..</c>, nothing that the system would read otherwise.</summary>
    public static bool IsProper(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            return false;
        foreach (var part in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(part) is "" or "." or "..")
                return false;
        }
        return true;
    }

    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    /// <summary>
    /// What nobody means to be part of a tree: the repository itself, and what editors leave beside the file that is being
    /// written, which would be read as one more role or template.
    /// </summary>
    public static bool IsIgnored(ReadOnlySpan<char> name) =>
        name is ".git" || name.EndsWith("~") || name.StartsWith(".#") || name is ['#', _, .., '#'] || IsSwapFile(name);

    private static bool IsSwapFile(ReadOnlySpan<char> name) =>
        name is ['.', .., '.', 's', 'w', >= 'n' and <= 'p'];
}
