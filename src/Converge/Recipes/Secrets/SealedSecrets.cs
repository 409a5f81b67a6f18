using System.Collections.Concurrent;
using Converge.Language.Templates;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Recipes.Trees;

namespace Converge.Recipes.Secrets;

/// <summary>
/// The secrets of a tree as they are in git, for those who compile without the keys. What stands for a secret is its
/// encrypted form, and as secret as itself: so a changed secret is a difference, and one that is misspelt or not for the
/// node is an error.
/// </summary>
public sealed class SealedSecrets(ITree files)
{
    private const string Folder = "secrets/";
    private const string Yaml = ".yaml";

    private readonly ConcurrentDictionary<string, SecretFile?> _files = new(StringComparer.Ordinal);

    /// <summary>All files; what cannot be read is added to the diagnostics.</summary>
    public IEnumerable<SecretFile> ReadAll(DiagnosticBag diagnostics)
    {
        foreach (var entry in files.List(Folder.TrimEnd('/'), diagnostics))
        {
            if (entry.Path.EndsWith(Yaml, StringComparison.Ordinal) && Read(entry.Path[Folder.Length..^Yaml.Length], diagnostics) is { } file)
                yield return file;
        }
    }

    /// <summary>The secrets that a node may read.</summary>
    /// <param name="node">What git and its certificate say of it, and nothing that it says itself.</param>
    public ISecretProvider For(NodeDocument node) => new OfNode(this, node);

    private SecretFile? Read(string name, DiagnosticBag diagnostics) =>
        _files.GetOrAdd(name, key => files.ReadText($"{Folder}{key}{Yaml}", diagnostics) is { } source ? SecretFile.Read(key, source) : null);

    private sealed class OfNode(SealedSecrets secrets, NodeDocument node) : ISecretProvider
    {
        public IEnumerable<string> Names => secrets.ReadAll([]).SelectMany(static file => file.Values.Keys.Select(key => $"{file.Name}.{key}"));

        public SecretText? Find(string path)
        {
            var dot = path.IndexOf('.', path.LastIndexOf('/') + 1);
            var problems = new DiagnosticBag();
            if (dot < 0 || secrets.Read(path[..dot], problems) is not { } file)
                return problems.FirstOrDefault() is { } problem ? throw new FormatException(problem.ToString()) : null;
            if (file.Diagnostics.FirstOrDefault(static d => d.Severity == Severity.Error) is { } error)
                throw new FormatException($"the secrets '{file.Name}' cannot be read: {error.At}: {error.Message}");
            if (!file.Values.TryGetValue(path[(dot + 1)..], out var value))
                return null;
            // A reader's query speaks of roles, environment and name; ages have no place in it.
            if (file.Readers?.Matches(node, DateTimeOffset.UnixEpoch) is not true)
                throw new FormatException($"'{node.Name}' may not read the secrets '{file.Name}': their readers are '{file.ReadersText}'");
            return new(value.Text);
        }
    }
}
