using Converge.Recipes.Pages;

namespace Converge.Cli.Output;

/// <summary>A folder of generated pages. What is in it besides is not touched.</summary>
internal sealed class PageFolder(string folder, bool checksOnly)
{
    /// <returns>Whether all was as it should be.</returns>
    /// <exception cref="UserException">Something that was not generated stands in the way, or cannot be written.</exception>
    public bool Update(IReadOnlyList<(string File, string Text)> pages)
    {
        if (File.Exists(folder))
            throw new UserException($"'{folder}' is no folder");
        try
        {
            foreach (var (file, _) in pages)
                RefuseToReplace(Path.Join(folder, file));
            var isCurrent = true;
            foreach (var (file, text) in pages)
                isCurrent &= Write(Path.Join(folder, file), text);
            foreach (var path in Left(pages))
                isCurrent &= Remove(path);
            return isCurrent;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"cannot write to '{folder}': {e.Message}");
        }
    }

    private static void RefuseToReplace(string path)
    {
        if (Path.Exists(path) && !IsGenerated(path))
            throw new UserException($"'{path}' was not written by 'converge docs'", "nothing was written; take another folder, or move it away");
    }

    private static bool IsGenerated(string path) => File.Exists(path) && File.ReadLines(path).FirstOrDefault() == RecipePages.Mark;

    /// <summary>Pages of recipes that are no more.</summary>
    private IEnumerable<string> Left(IReadOnlyList<(string File, string Text)> pages)
    {
        var wanted = pages.Select(static page => page.File).ToHashSet(StringComparer.Ordinal);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.md").Where(path => !wanted.Contains(Path.GetFileName(path)) && IsGenerated(path)).Order(StringComparer.Ordinal).ToList()
            : [];
    }

    private bool Write(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path) == text)
            return true;
        if (!checksOnly)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(path, text);
        }
        Standard.Output($"{(checksOnly ? "out of date:" : "wrote")} {path}\n");
        return false;
    }

    private bool Remove(string path)
    {
        if (!checksOnly)
            File.Delete(path);
        Standard.Output($"{(checksOnly ? "out of date:" : "removed")} {path}\n");
        return false;
    }
}
