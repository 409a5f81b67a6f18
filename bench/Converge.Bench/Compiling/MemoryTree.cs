using System.Text;
using Converge.Language.Text;
using Converge.Recipes.Trees;

namespace Converge.Bench.Compiling;

/// <summary>Files that are on no disk, so that none is measured.</summary>
internal sealed class MemoryTree(IReadOnlyDictionary<string, string> files) : ITree
{
    public string? Commit => null;

    public string NameOf(string path) => path;

    public IReadOnlyList<TreeEntry> List(string folder, DiagnosticBag diagnostics) =>
        [.. files.Keys.Where(path => path.StartsWith($"{folder}/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(static path => new TreeEntry(path, TreeEntryKind.File))];

    public ReadOnlyMemory<byte>? Read(string path, DiagnosticBag diagnostics) =>
        files.TryGetValue(path, out var text) ? Encoding.UTF8.GetBytes(text) : null;

    public string? HashOf(string path, DiagnosticBag diagnostics) => null;
}
