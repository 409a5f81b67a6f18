using System.Collections.Concurrent;
using Converge.Language.Values;

namespace Converge.Recipes.Secrets;

/// <summary>
/// The secret keys at hand, and what was decrypted with them: a value that is encrypted anew is another one, so what
/// was decrypted once stays true for as long as the process lives.
/// </summary>
public sealed class SecretKeys
{
    /// <summary>Where a server has those of its environments.</summary>
    public const string OfServer = "/var/lib/converge-server/keys";

    private const int MostRemembered = 4096;
    private const string NoKeyHint = "an identity, the file with a secret key of age, decrypts it";

    private readonly Func<string, AgeIdentity?> _identityOf;
    private readonly ConcurrentDictionary<(string Identity, string Value), SecretText> _decrypted = new();

    private SecretKeys(Func<string, AgeIdentity?> identityOf) => _identityOf = identityOf;

    /// <summary>No key at all: every secret is refused.</summary>
    public static SecretKeys None { get; } = new(static _ => null);

    /// <summary>One key, whatever the environment: that of a person, or of a machine by itself.</summary>
    public static SecretKeys Of(AgeIdentity identity) => new(_ => identity);

    /// <summary>
    /// The key of each environment in a file <c>ENVIRONMENT.txt</c> of a folder. A node gets what is encrypted for its own
    /// environment, and nothing else; a key that is put there later is found.
    /// </summary>
    public static SecretKeys In(string folder)
    {
        var known = new ConcurrentDictionary<string, AgeIdentity>(StringComparer.Ordinal);
        return new(environment =>
        {
            if (known.TryGetValue(environment, out var identity))
                return identity;
            if (!Names.IsValid(environment) || AgeIdentity.Open(Path.Combine(folder, $"{environment}.txt"), out _) is not { } opened)
                return null;
            return known.GetOrAdd(environment, opened);
        });
    }

    /// <summary>Whether there is a key for an environment.</summary>
    public bool Has(string environment) => _identityOf(environment) is not null;

    /// <summary>A value as it is in its file, with the one key that there is.</summary>
    public ValueTask<SecretAnswer> DecryptAsync(SecretPath path, string text, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return DecryptAsync(path.ToString(), text, environment: "", cancel);
    }

    internal async ValueTask<SecretAnswer> DecryptAsync(string path, string text, string environment, CancellationToken cancel)
    {
        if (!SealedValue.TryParse(text, out var value, out var malformed))
            return SealedValue.IsMeant(text)
                ? SecretAnswer.Not(SecretRefusal.Unreadable, $"the secret '{path}' is malformed: {malformed}", $"'converge secret set {path}' writes it anew")
                : SecretAnswer.Not(SecretRefusal.Unreadable, $"the secret '{path}' is not encrypted", $"'converge secret set {path}' encrypts it");
        if (_identityOf(environment) is not { } identity)
            return SecretAnswer.Not(SecretRefusal.NoKey, $"the secret '{path}' cannot be decrypted: there is no key {(environment.Length == 0 ? "at hand" : $"of '{environment}' at hand")}", NoKeyHint);
        if (_decrypted.TryGetValue((identity.Path, text), out var known))
            return SecretAnswer.Of(known);
        var (secret, problem) = await identity.DecryptAsync(value, cancel).ConfigureAwait(false);
        if (secret is null)
            return SecretAnswer.Not(SecretRefusal.NotDecrypted, $"the secret '{path}' cannot be decrypted: {problem!.Message}", problem.Hint);
        if (_decrypted.Count >= MostRemembered)
            _decrypted.Clear();
        _decrypted[(identity.Path, text)] = secret;
        return SecretAnswer.Of(secret);
    }
}
