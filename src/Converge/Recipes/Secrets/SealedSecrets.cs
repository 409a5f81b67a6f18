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
    private readonly Lazy<RecipientFile?> _recipients = new(() => files.ReadText(RecipientFile.Path, []) is { } source ? RecipientFile.Read(source) : null);

    /// <summary>Who can decrypt; null if the tree does not say.</summary>
    public RecipientFile? Recipients => _recipients.Value;

    /// <summary>The path of a file in the tree.</summary>
    public static string PathOf(string name) => $"{Folder}{name}{Yaml}";

    /// <summary>All files; what cannot be read is added to the diagnostics.</summary>
    public IEnumerable<SecretFile> ReadAll(DiagnosticBag diagnostics)
    {
        foreach (var entry in files.List(Folder.TrimEnd('/'), diagnostics))
        {
            if (entry.Path != RecipientFile.Path && entry.Path.EndsWith(Yaml, StringComparison.Ordinal) && Read(entry.Path[Folder.Length..^Yaml.Length], diagnostics) is { } file)
                yield return file;
        }
    }

    /// <summary>One file, by its name; null if there is none, or after an error.</summary>
    public SecretFile? Read(string name, DiagnosticBag diagnostics) =>
        _files.GetOrAdd(name, key => PathOf(key) != RecipientFile.Path && files.ReadText(PathOf(key), diagnostics) is { } source ? SecretFile.Read(key, source) : null);

    /// <summary>The secrets that a node may read.</summary>
    /// <param name="node">What git and its certificate say of it, and nothing that it says itself.</param>
    public ISecretProvider For(NodeDocument node) => new OfNode(this, node);

    /// <summary>A value as it is in its file, if the node may read it.</summary>
    internal SealedAnswer Find(string path, NodeDocument node)
    {
        var problems = new DiagnosticBag();
        if (!SecretPath.TryParse(path, out var parts) || Read(parts.File, problems) is not { } file)
        {
            return problems.FirstOrDefault() is { } problem
                ? SealedAnswer.Not(SecretRefusal.Unreadable, problem.ToString())
                : SealedAnswer.Not(SecretRefusal.Unknown, $"there is no secret '{path}'");
        }
        if (file.Diagnostics.FirstOrDefault(static d => d.Severity == Severity.Error) is { } error)
            return SealedAnswer.Not(SecretRefusal.Unreadable, $"the secrets '{file.Name}' cannot be read: {error.At}: {error.Message}");
        if (!file.Values.TryGetValue(parts.Key, out var value))
            return SealedAnswer.Not(SecretRefusal.Unknown, $"there is no secret '{path}'");
        // A reader's query speaks of roles, environment and name; ages have no place in it.
        return file.Readers?.Matches(node, DateTimeOffset.UnixEpoch) is true
            ? new() { Text = value.Text, File = file }
            : SealedAnswer.Not(SecretRefusal.NotAReader, $"'{node.Name}' may not read the secrets '{file.Name}': their readers are '{file.ReadersText}'");
    }

    internal IEnumerable<string> Names => ReadAll([]).SelectMany(static file => file.Paths);

    private sealed class OfNode(SealedSecrets secrets, NodeDocument node) : ISecretProvider
    {
        public IEnumerable<string> Names => secrets.Names;

        public SecretText? Find(string path) => secrets.Find(path, node) switch
        {
            { Text: { } text } => new(text),
            { Refusal: SecretRefusal.Unknown } => null,
            var refused => throw new FormatException(refused.Message),
        };
    }
}

/// <summary>The encrypted form, or why there is none.</summary>
internal sealed record SealedAnswer
{
    public string? Text { get; init; }

    public SecretFile? File { get; init; }

    public SecretRefusal Refusal { get; init; }

    public string Message { get; init; } = "";

    public static SealedAnswer Not(SecretRefusal refusal, string message) => new() { Refusal = refusal, Message = message };
}
