using System.Security.Cryptography;
using System.Text;
using Converge.Language.Templates;
using Converge.Language.Values;

namespace Converge.Agent.Compiling;

/// <summary>
/// The secrets of this node as far as they are known. Whether there is one, and whether the node may read it, the
/// repository says; what is not known yet is remembered, to be asked for.
/// </summary>
/// <param name="inGit">As they are in the repository, encrypted.</param>
internal sealed class KnownSecrets(ISecretProvider inGit, SecretCache? cache, DateTimeOffset freshSince) : ISecretProvider
{
    private readonly Dictionary<string, string> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _unknown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _old = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => inGit.Names;

    public IReadOnlyCollection<string> Asked => _asked.Keys;

    /// <summary>By path, with the version that is asked for.</summary>
    public IReadOnlyDictionary<string, string> Unknown => _unknown;

    /// <summary>Those whose values are known, but were not asked for lately.</summary>
    public IEnumerable<KeyValuePair<string, string>> Old => _old.Select(path => new KeyValuePair<string, string>(path, _asked[path]));

    public SecretText? Find(string path)
    {
        if (inGit.Find(path) is not { } encrypted)
            return null;
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(encrypted.Reveal())).AsSpan(0, 16));
        _asked[path] = version;
        if (cache?.Find(path) is { } known && known.Version == version)
        {
            if (known.Fetched < freshSince)
                _old.Add(path);
            return known.Value;
        }
        _unknown[path] = version;
        return encrypted;
    }
}
