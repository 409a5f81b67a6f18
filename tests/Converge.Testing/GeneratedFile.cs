using Converge.Language.Text;
using Xunit.Sdk;

namespace Converge.Testing;

/// <summary>A file in the tree that is made from the code: it must be up to date, and <c>CONVERGE_UPDATE=1</c> makes it so.</summary>
public static class GeneratedFile
{
    /// <param name="path">Relative to the root of the tree.</param>
    public static void Check(string path, string content)
    {
        var full = Path.Combine(SourceTree.Root, path);
        var present = File.Exists(full) ? File.ReadAllText(full) : "";
        if (present == content)
            return;
        if (!SourceTree.Updating)
            throw new XunitException($"{UnifiedDiff.Of(present, content, path, "generated")}'{path}' is out of date (CONVERGE_UPDATE=1 writes it)");
        SourceTree.Write(full, content);
    }
}
