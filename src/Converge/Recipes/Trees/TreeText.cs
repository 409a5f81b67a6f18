using System.Text;
using System.Text.Unicode;
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
        return tree.Read(path, diagnostics) is { } content ? Decode(tree.NameOf(path), content.Span, diagnostics) : null;
    }

    internal static void TooLarge(string name, DiagnosticBag diagnostics) =>
        diagnostics.Error(new(name, 1, 1), $"the file is larger than {LargestFile / 1024 / 1024} MiB");

    private static SourceText? Decode(string name, ReadOnlySpan<byte> content, DiagnosticBag diagnostics)
    {
        if (Utf8.IsValid(content))
            return SourceText.From(name, Encoding.UTF8.GetString(content));
        var valid = new char[content.Length];
        Utf8.ToUtf16(content, valid, out var wrong, out var length, replaceInvalidSequences: false);
        var place = SourceText.From(name, new string(valid, 0, length));
        diagnostics.Error(place.Span(place.Text.Length), $"the byte 0x{content[wrong]:x2} is not valid UTF-8");
        return null;
    }
}
