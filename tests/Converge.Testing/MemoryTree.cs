using System.Text;
using Converge.Language.Text;
using Converge.Recipes.Trees;

namespace Converge.Testing;

/// <summary>A tree that is nowhere but here, for tests that make thousands of them.</summary>
public sealed class MemoryTree(IReadOnlyDictionary<string, string> files) : ITree
{
    public string? Commit => null;

    public string NameOf(string path) => path;

    public IReadOnlyList<TreeEntry> List(string folder, DiagnosticBag diagnostics) =>
        [.. files.Keys.Where(path => folder.Length == 0 || path.StartsWith($"{folder}/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(static path => new TreeEntry(path, TreeEntryKind.File))];

    public ReadOnlyMemory<byte>? Read(string path, DiagnosticBag diagnostics) =>
        files.TryGetValue(path, out var text) ? new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(text)) : (ReadOnlyMemory<byte>?)null;

    public string? HashOf(string path, DiagnosticBag diagnostics) => null;
}
