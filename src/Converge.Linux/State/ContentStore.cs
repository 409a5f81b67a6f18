using System.Security.Cryptography;
using Converge.Plans;

namespace Converge.Linux.State;

/// <summary>What was replaced, by the sum of its bytes, so that nothing is kept twice; secrets by a name that says nothing of them.</summary>
public sealed class ContentStore(StateFolder state) : IContentStore
{
    internal const string Folder = "replaced";

    private const int LargestContent = 16 << 20;
    private const long LargestStore = 256 << 20;
    private const int SecretNameBytes = 16;

    /// <inheritdoc/>
    public string? Keep(ReadOnlySpan<byte> content, bool isSecret)
    {
        if (content.Length > LargestContent)
            return null;
        var name = isSecret ? $"s-{RandomNumberGenerator.GetHexString(2 * SecretNameBytes, lowercase: true)}" : Convert.ToHexStringLower(SHA256.HashData(content));
        var path = state.In(Folder, name);
        if (File.Exists(path))
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        else
            state.Write(path, content);
        return name;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>? Find(string name)
    {
        var path = state.In(Folder, Path.GetFileName(name));
        return name.Length > 0 && File.Exists(path) ? File.ReadAllBytes(path) : null;
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
}
