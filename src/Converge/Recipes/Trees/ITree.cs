using Converge.Language.Text;

namespace Converge.Recipes.Trees;

/// <summary>
/// Files with paths such as <c>recipes/web/recipe.yaml</c>: a folder that somebody works in, or a commit. A path that is not
/// of that form (<c>../x</c>, <c>/etc/x</c>) names nothing. What goes wrong is added to the diagnostics, never thrown.
/// </summary>
public interface ITree
{
    /// <summary>The commit; null for a folder that somebody works in.</summary>
    string? Commit { get; }

    /// <summary>What messages call one of its files.</summary>
    string NameOf(string path);

    /// <summary>All that is in and below a folder, by path in ordinal order; nothing if there is no such folder.</summary>
    /// <param name="folder">Empty for the whole tree.</param>
    IReadOnlyList<TreeEntry> List(string folder, DiagnosticBag diagnostics);

    /// <summary>The content of a file, also through links as long as they stay in the tree; null if there is none, or after an error.</summary>
    ReadOnlyMemory<byte>? Read(string path, DiagnosticBag diagnostics);

    /// <summary>
    /// What git calls the content of a file or folder; equal hashes, equal content. A link is not followed. Null if there is
    /// nothing, or after an error.
    /// </summary>
    string? HashOf(string path, DiagnosticBag diagnostics);
}
