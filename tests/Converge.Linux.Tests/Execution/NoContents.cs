using Converge.Plans;

namespace Converge.Linux.Tests.Execution;

/// <summary>Keeps nothing.</summary>
internal sealed class NoContents : IContentStore
{
    public string? Keep(ReadOnlySpan<byte> content, bool isSecret) => null;

    public ReadOnlyMemory<byte>? Find(string name) => null;
}
