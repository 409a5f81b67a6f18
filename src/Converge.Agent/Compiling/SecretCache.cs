using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Converge.Language.Values;
using Converge.Linux.State;

namespace Converge.Agent.Compiling;

/// <summary>
/// Secrets that a server gave, so that it need not be there. On disk only what the key of this node can open: a copy of the
/// disk without that key says nothing, and neither does one with the key of another node.
/// </summary>
public sealed class SecretCache
{
    private const string Folder = "secrets";
    private const string Name = "values";
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private static readonly byte[] Purpose = "converge secrets cache 1"u8.ToArray();

    private readonly StateFolder _state;
    private readonly byte[] _key;
    private ImmutableDictionary<string, CachedSecret> _values = ImmutableDictionary<string, CachedSecret>.Empty;

    /// <param name="nodeKey">The private key of the node.</param>
    public SecretCache(StateFolder state, ECDsa nodeKey)
    {
        ArgumentNullException.ThrowIfNull(nodeKey);
        _state = state;
        var parameters = nodeKey.ExportParameters(includePrivateParameters: true);
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, parameters.D!, KeyBytes, salt: null, Purpose);
        CryptographicOperations.ZeroMemory(parameters.D);
        Read();
    }

    private string Path => _state.In(Folder, Name);

    public CachedSecret? Find(string path) => _values.GetValueOrDefault(path);

    /// <summary>What was fetched takes the place of what was; what nobody asks for any more goes.</summary>
    public void Keep(IReadOnlyDictionary<string, CachedSecret> fetched, IEnumerable<string> asked)
    {
        ArgumentNullException.ThrowIfNull(fetched);
        var needed = asked.ToHashSet(StringComparer.Ordinal);
        var values = _values.SetItems(fetched).RemoveRange(_values.Keys.Where(path => !needed.Contains(path)).ToList());
        if (fetched.Count == 0 && values.Count == _values.Count)
            return;
        _values = values;
        Write();
    }

    private void Read()
    {
        if (!File.Exists(Path))
            return;
        var sealedBytes = File.ReadAllBytes(Path);
        if (sealedBytes.Length < NonceBytes + TagBytes)
            return;
        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        try
        {
            using var aes = new AesGcm(_key, TagBytes);
            aes.Decrypt(sealedBytes.AsSpan(0, NonceBytes), sealedBytes.AsSpan(NonceBytes + TagBytes), sealedBytes.AsSpan(NonceBytes, TagBytes), plain, Purpose);
            foreach (var (path, value) in JsonText.Read(Encoding.UTF8.GetString(plain)).AsObject())
            {
                var entry = value.AsObject();
                _values = _values.SetItem(path, new(entry["version"].AsString(), new(entry["value"].AsString()), DateTimeOffset.Parse(entry["at"].AsString(), CultureInfo.InvariantCulture)));
            }
        }
        catch (Exception e) when (e is CryptographicException or JsonTextException or KeyNotFoundException or InvalidOperationException or InvalidCastException or FormatException)
        {
            // It was written with another key, or is damaged: all are asked for again.
            _values = ImmutableDictionary<string, CachedSecret>.Empty;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private void Write()
    {
        var document = new ScriptObject(_values.Count);
        foreach (var (path, secret) in _values)
        {
            document.Set(path, Value.From(new ScriptObject
            {
                ["version"] = Value.From(secret.Version),
                ["value"] = Value.From(secret.Value.Reveal()),
                ["at"] = Value.From(secret.Fetched.ToString("O", CultureInfo.InvariantCulture)),
            }));
        }
        var plain = Encoding.UTF8.GetBytes(JsonText.Write(Value.From(document)));
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceBytes));
        using (var aes = new AesGcm(_key, TagBytes))
            aes.Encrypt(sealedBytes.AsSpan(0, NonceBytes), plain, sealedBytes.AsSpan(NonceBytes + TagBytes), sealedBytes.AsSpan(NonceBytes, TagBytes), Purpose);
        CryptographicOperations.ZeroMemory(plain);
        Directory.CreateDirectory(_state.In(Folder), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _state.Write(Path, sealedBytes);
    }
}

/// <param name="Version">Stands for the encrypted form in git that the value was in.</param>
public sealed record CachedSecret(string Version, SecretText Value, DateTimeOffset Fetched);
