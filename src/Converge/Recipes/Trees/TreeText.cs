using Converge.Language.Text;

namespace Converge.Recipes.Trees;

public static class TreeText
{
    /// <summary>Files that are larger are not read; a tree is kept in memory by those who compile it.</summary>
    internal const int LargestFile = 64 * 1024 * 1024;

    /// <summary>A file as text. Null if there is none, or after an error, such as one that is not UTF-8.</summary>
    public static SourceText? ReadText(this ITree tree, string path, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(diagnostics);
        return tree.Read(path, diagnostics) is { } content ? SourceBytes.Decode(tree.NameOf(path), content.Span, diagnostics) : null;
    }

    internal static void TooLarge(string name, DiagnosticBag diagnostics) =>
        diagnostics.Error(new(name, 1, 1), $"the file is larger than {LargestFile / 1024 / 1024} MiB");
}
