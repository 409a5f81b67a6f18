namespace Converge.Plans;

/// <summary>Keeps what was replaced, for as long as there is room, so that it can be put back.</summary>
public interface IContentStore
{
    /// <returns>The name to find it by; null if it is too large to be kept.</returns>
    string? Keep(ReadOnlySpan<byte> content, bool isSecret);

    /// <returns>Null if it is not kept any more.</returns>
    ReadOnlyMemory<byte>? Find(string name);
}
