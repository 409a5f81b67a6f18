using System.Text;
using Converge.Language.Text;

namespace Converge.Recipes.Trees;

/// <summary>The hash of what is in a working tree, as git would compute it if all of it were committed.</summary>
internal static class FolderHash
{
    /// <returns>What stands for it in its folder; null if there is nothing, or after an error.</returns>
    public static (string Mode, byte[] Hash)? Of(FolderTree tree, string onDisk, string path, DiagnosticBag diagnostics) =>
        tree.Try<(string, byte[])?>(path, diagnostics, () =>
        {
            if (new FileInfo(onDisk) is { LinkTarget: not null } link)
                return OfFile(tree, link);
            if (Directory.Exists(onDisk))
                return OfFolder(tree, path, diagnostics);
            return new FileInfo(onDisk) is { Exists: true } file ? OfFile(tree, file) : null;
        });

    /// <summary>An empty folder does not exist for git, except as the root.</summary>
    private static (string, byte[])? OfFolder(FolderTree tree, string path, DiagnosticBag diagnostics)
    {
        var children = new List<ObjectHash.Child>();
        var errors = diagnostics.Count;
        foreach (var child in tree.ChildrenOf(path, path, diagnostics))
        {
            var childPath = TreePath.Join(path, child.Name);
            if (child is DirectoryInfo && child.LinkTarget is null && FolderTree.IsRepository(child))
                diagnostics.Error(new(tree.NameOf(childPath), 1, 1), $"'{childPath}' is a repository of its own, so '{path}' has no hash", "move its files here, or lock from a commit");
            else if (Of(tree, child.FullName, childPath, diagnostics) is var (mode, hash))
                children.Add(new(mode, Encoding.UTF8.GetBytes(child.Name), hash));
        }
        if (diagnostics.Count > errors || (children.Count == 0 && path.Length > 0))
            return null;
        return (ObjectHash.FolderMode, ObjectHash.OfTree(tree.Format, children));
    }

    private static (string, byte[]) OfFile(FolderTree tree, FileInfo file)
    {
        if (file.LinkTarget is { } target)
            return (ObjectHash.LinkMode, ObjectHash.OfBlob(tree.Format, Encoding.UTF8.GetBytes(target)));
        var mode = FolderTree.IsProgram(file) ? ObjectHash.ProgramMode : ObjectHash.FileMode;
        if (file.Length == 0)
            return (mode, ObjectHash.OfBlob(tree.Format, []));
        using var content = file.OpenRead();
        return (mode, ObjectHash.OfBlob(tree.Format, content, content.Length));
    }
}
