using Converge.Language.Templates;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Recipes.Trees;

namespace Converge.Recipes.Secrets;

/// <summary>
/// The secrets of a tree with the keys that decrypt them: each goes to the readers of its file only. Safe for many threads.
/// </summary>
/// <param name="keys">May be shared by many trees, and remembers what it decrypted.</param>
public sealed class OpenSecrets(SealedSecrets files, SecretKeys keys)
{
    private const string EnvironmentField = "environment";

    public OpenSecrets(ITree files, SecretKeys keys)
        : this(new SealedSecrets(files), keys)
    {
    }

    /// <summary>A secret for a node, or why it does not get it.</summary>
    /// <param name="node">What git and its certificate say of it, and nothing that it says itself.</param>
    public ValueTask<SecretAnswer> FindAsync(string path, NodeDocument node, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(node);
        var found = files.Find(path, node);
        return found.Text is { } text
            ? keys.DecryptAsync(path, text, node.Fields.TryGet(EnvironmentField, out var environment) && environment.Kind == ValueKind.String ? environment.AsString() : "", cancel)
            : new(SecretAnswer.Not(found.Refusal, found.Message));
    }

    /// <summary>Decrypts many at once, so that they are there when they are asked for one by one. What is refused is told then.</summary>
    public Task PrepareAsync(IEnumerable<string> paths, NodeDocument node, CancellationToken cancel = default) =>
        Task.WhenAll(paths.Distinct(StringComparer.Ordinal).Select(path => FindAsync(path, node, cancel).AsTask()));

    /// <summary>The secrets that a node may read, for whoever compiles it.</summary>
    public ISecretProvider For(NodeDocument node) => new OfNode(this, files, node);

    private sealed class OfNode(OpenSecrets secrets, SealedSecrets files, NodeDocument node) : ISecretProvider
    {
        public IEnumerable<string> Names => files.Names;

        public SecretText? Find(string path)
        {
            var answer = secrets.FindAsync(path, node).AsTask().GetAwaiter().GetResult();
            return answer.Refusal switch
            {
                SecretRefusal.None => answer.Value,
                SecretRefusal.Unknown => null,
                _ => throw new SecretRefusedException(answer.Message, answer.Hint),
            };
        }
    }
}
