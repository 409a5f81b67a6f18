namespace Converge.Recipes.Trees;

/// <summary>Something in a tree that is not a folder.</summary>
/// <param name="Path">From the root of the tree, divided by <c>/</c>.</param>
public sealed record TreeEntry(string Path, TreeEntryKind Kind);

public enum TreeEntryKind
{
    File,

    /// <summary>A file that may be executed.</summary>
    Program,

    /// <summary>A symbolic link, to a file or a folder, that stays in the tree; what is below the folder is not listed again.</summary>
    Link,

    /// <summary>Another repository (a submodule), whose files are not in this tree.</summary>
    Repository,
}
