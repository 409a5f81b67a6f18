using Converge.Language.Text;

namespace Converge.Recipes.Trees;

/// <summary>
/// Goes through the folders of a commit. Folders that hold each other by their hash can be more files than there are atoms,
/// so there is an end to it.
/// </summary>
internal sealed class CommitListing(CommitTree tree, DiagnosticBag diagnostics)
{
    private const int Deepest = 100;
    private const int Most = 1_000_000;

    private readonly List<TreeEntry> _entries = [];
    private int _count;

    public IReadOnlyList<TreeEntry> List(string folder, string hash)
    {
        _ = TryCollect(folder, hash, depth: 1);
        _entries.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return _entries;
    }

    /// <returns>Whether to go on.</returns>
    private bool TryCollect(string path, string hash, int depth)
    {
        if (depth > Deepest)
        {
            diagnostics.Error(new(tree.NameOf(path), 1, 1), $"folders are nested deeper than {Deepest} levels");
            return false;
        }
        foreach (var child in tree.ReadFolder(path, hash, diagnostics) ?? [])
        {
            if (TreePath.IsIgnored(child.Name))
                continue;
            if (++_count > Most)
            {
                diagnostics.Error(new(tree.NameOf(path), 1, 1), $"there are more than {Most} files");
                return false;
            }
            var childPath = TreePath.Join(path, child.Name);
            if (child.IsFolder)
            {
                if (!TryCollect(childPath, child.Hash, depth + 1))
                    return false;
            }
            else if (!child.IsLink || tree.Follows(childPath, diagnostics))
                _entries.Add(new(childPath, KindOf(child)));
        }
        return true;
    }

    private static TreeEntryKind KindOf(TreeObject.Child child) => child.Mode switch
    {
        ObjectHash.LinkMode => TreeEntryKind.Link,
        ObjectHash.RepositoryMode => TreeEntryKind.Repository,
        ObjectHash.ProgramMode => TreeEntryKind.Program,
        _ => TreeEntryKind.File,
    };
}
