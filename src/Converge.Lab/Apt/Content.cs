namespace Converge.Lab.Apt;

/// <summary>What a client is sent: a file that is kept, or one that is still being fetched.</summary>
internal interface IContent : IDisposable
{
    FileDescription Description { get; }

    /// <summary>Null as long as nobody knows.</summary>
    long? Length { get; }

    /// <returns>0 at the end. Waits for bytes that are still to come.</returns>
    ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel);
}

/// <summary>A file as it grows. When its download fails, so does reading it.</summary>
internal sealed class GrowingFile(Download download, OpenPart part) : IContent
{
    public FileDescription Description { get; } = download.Description;

    public long? Length => download.Length;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel)
    {
        var there = await download.WaitBeyondAsync(offset, cancel) - offset;
        return there == 0 ? 0 : await part.ReadAsync(there < buffer.Length ? buffer[..(int)there] : buffer, offset, cancel);
    }

    public void Dispose() => part.Dispose();
}

/// <summary>What a client is told, by way of one of two.</summary>
/// <param name="Source">Where the content came from, for whoever looks at the header X-Cache.</param>
internal sealed record Answer(IContent? Content, Refusal? Refusal, string Source)
{
    public static Answer No(int status, string reason) => new(null, new(status, reason), "none");
}
