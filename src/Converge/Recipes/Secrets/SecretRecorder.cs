using System.Collections.Concurrent;
using Converge.Language.Templates;
using Converge.Language.Values;

namespace Converge.Recipes.Secrets;

/// <summary>
/// Remembers which secrets were asked for: whoever gets them one by one from elsewhere compiles twice, first with the
/// encrypted forms to learn what is needed.
/// </summary>
public sealed class SecretRecorder(ISecretProvider secrets) : ISecretProvider
{
    private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);

    /// <summary>The paths of all that were given, in ordinal order.</summary>
    public IReadOnlyList<string> Given => [.. _asked.Keys.Order(StringComparer.Ordinal)];

    public IEnumerable<string> Names => secrets.Names;

    public SecretText? Find(string path)
    {
        var found = secrets.Find(path);
        if (found is not null)
            _asked[path] = true;
        return found;
    }
}
