using System.Security.Cryptography;
using Converge.Plans;

namespace Converge.Linux.State;

/// <summary>
/// What was replaced, by a sum of its bytes and the key, so that nothing is kept twice; secrets by a name that says nothing of them. All
/// of it is encrypted with a key beside the folder: what once was a secret is not always known to be one, and a copy of the
/// folder, or what a disk keeps of removed files, tells nothing.
/// </summary>
public sealed class ContentStore(StateFolder state) : IContentStore
{
    internal const string Folder = "replaced";

    private const int LargestContent = 16 << 20;
    private const long LargestStore = 256 << 20;
    private const int SecretNameBytes = 16;
    private const string KeyFile = "replaced.key";
    private const int KeyBytes = 32;

    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;

    private byte[]? _key;

    private byte[] Key => _key ??= ReadKey() ?? MakeKey();

    private static ReadOnlySpan<byte> Mark => "converge encrypted 1\n"u8;

    /// <inheritdoc/>
    public string? Keep(ReadOnlySpan<byte> content, bool isSecret)
    {
        if (content.Length > LargestContent)
            return null;
        var name = isSecret ? $"s-{RandomNumberGenerator.GetHexString(2 * SecretNameBytes, lowercase: true)}" : Convert.ToHexStringLower(HMACSHA256.HashData(Key, content));
        var path = state.In(Folder, name);
        if (File.Exists(path))
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        else
            state.Write(path, Encrypt(content));
        return name;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Find(string name)
    {
        var path = state.In(Folder, Path.GetFileName(name));
        // An array that is null would become a content that is empty.
        return name.Length > 0 && File.Exists(path) && Decrypt(File.ReadAllBytes(path)) is { } content ? content : (ReadOnlyMemory<byte>?)null;
    }

    /// <summary>Lets go of what was kept longest, until the rest is small enough.</summary>
    public void Trim()
    {
        var kept = new DirectoryInfo(state.In(Folder)).GetFiles();
        var size = kept.Sum(static file => file.Length);
        foreach (var file in kept.OrderBy(static file => file.LastWriteTimeUtc))
        {
            if (size <= LargestStore)
                return;
            size -= file.Length;
            file.Delete();
        }
    }

    private byte[] Encrypt(ReadOnlySpan<byte> content)
    {
        var kept = new byte[Mark.Length + NonceBytes + TagBytes + content.Length];
        Mark.CopyTo(kept);
        var nonce = kept.AsSpan(Mark.Length, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(Key, TagBytes);
        cipher.Encrypt(nonce, content, kept.AsSpan(Mark.Length + NonceBytes + TagBytes), kept.AsSpan(Mark.Length + NonceBytes, TagBytes));
        return kept;
    }

    /// <summary>Null if the key is another one, or the disk has damaged it: then it is not kept any more.</summary>
    private byte[]? Decrypt(byte[] kept)
    {
        if (!kept.AsSpan().StartsWith(Mark) || kept.Length < Mark.Length + NonceBytes + TagBytes || (_key ??= ReadKey()) is not { } key)
            return null;
        var content = new byte[kept.Length - Mark.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(kept.AsSpan(Mark.Length, NonceBytes), kept.AsSpan(Mark.Length + NonceBytes + TagBytes), kept.AsSpan(Mark.Length + NonceBytes, TagBytes), content);
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private byte[]? ReadKey() => File.Exists(state.In(KeyFile)) && File.ReadAllBytes(state.In(KeyFile)) is { Length: KeyBytes } key ? key : null;

    private byte[] MakeKey()
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        state.Write(state.In(KeyFile), key);
        return key;
    }
}
