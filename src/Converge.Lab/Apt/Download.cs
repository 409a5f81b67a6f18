using System.Buffers;
using System.Net;
using System.Security.Cryptography;

namespace Converge.Lab.Apt;

/// <summary>How a download ended.</summary>
internal abstract record Outcome
{
    /// <summary>The store holds what the repository said, which may be that there is no such file.</summary>
    /// <param name="IsNew">It was not there before, or was another.</param>
    public sealed record Kept(bool IsNew) : Outcome;

    public sealed record Declined(Refusal Refusal) : Outcome;

    public sealed record Failed(string Reason) : Outcome;
}

/// <summary>Fetches one file once, for all who ask for it. It goes on when they leave: the next one will ask again.</summary>
/// <param name="count">Told of bytes that have come.</param>
/// <param name="comes">Told of the file when it is known to be right, and before anybody has all of it.</param>
internal sealed class Download(RepositoryFile file, FileDescription? known, FileStore store, Upstream upstream, AptCacheOptions options, Action<long> count, Action<FileDescription> comes)
{
    private const int ChunkSize = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<bool> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PartialFile? _partial;
    private long _written;
    private Outcome? _outcome;

    public FileDescription Description { get; private set; } = new(file.Uri.AbsoluteUri, IsAbsent: false, null, null, null);

    public long? Length { get; private set; }

    /// <summary>Whether a content is coming. If not, the download has ended.</summary>
    public Task<bool> Started => _started.Task;

    /// <summary>Null if the download has ended; the content is in the store then, if it is anywhere.</summary>
    public GrowingFile? Follow()
    {
        lock (_lock)
            return _outcome is null && _partial is not null ? new(this, _partial.OpenForReading()) : null;
    }

    public async Task<Outcome> RunAsync(CancellationToken stop)
    {
        Outcome outcome;
        try
        {
            outcome = await FetchAsync(stop);
        }
        catch (Exception e) when (Upstream.IsForbidden(e))
        {
            outcome = new Outcome.Declined(new(403, Upstream.Reason(e)));
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException or UnauthorizedAccessException)
        {
            outcome = new Outcome.Failed(stop.IsCancellationRequested ? "the proxy is being stopped" : Upstream.Reason(e));
        }
        lock (_lock)
        {
            _outcome = outcome;
            _partial?.Dispose();
            _progress.SetResult();
        }
        _started.TrySetResult(false);
        return outcome;
    }

    /// <summary>Waits until there is more than that.</summary>
    /// <returns>How much there is, which is no more than that at the end only.</returns>
    public async ValueTask<long> WaitBeyondAsync(long offset, CancellationToken cancel)
    {
        while (true)
        {
            Task progress;
            lock (_lock)
            {
                // The last byte goes when the file is in the store: whoever asks next finds it there, and nobody has all of one that is refused.
                var ready = _outcome is null && _written == Length ? _written - 1 : _written;
                if (ready > offset || _outcome is Outcome.Kept)
                    return ready;
                if (_outcome is not null)
                    throw new IOException($"'{file.Uri}' ended early");
                progress = _progress.Task;
            }
            await progress.WaitAsync(cancel);
        }
    }

    private async Task<Outcome> FetchAsync(CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(options.ConnectTimeout + options.Silence);
        using var response = await upstream.AskAsync(file, known, patience.Token);
        var status = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return await ReceiveAsync(response, patience);
            case HttpStatusCode.NotModified when known is not null:
                using (var stored = store.Open(file.Key))
                    stored?.Check(options.Time.GetUtcNow());
                return new Outcome.Kept(IsNew: false);
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                using (var absent = store.Create(Description with { IsAbsent = true }))
                    store.Keep(absent, file.Key, options.Time.GetUtcNow());
                return new Outcome.Kept(IsNew: false);
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                return new Outcome.Failed($"it answered {status} {response.ReasonPhrase}");
            default:
                // What asks for a password or another address would be misread, coming from a proxy.
                return new Outcome.Declined(new(status is > 401 and < 500 and not 407 ? status : 502, $"'{file.Uri.Authority}' answered {status} {response.ReasonPhrase}"));
        }
    }

    private async Task<Outcome> ReceiveAsync(HttpResponseMessage response, CancellationTokenSource patience)
    {
        var headers = response.Content.Headers;
        if (headers.ContentLength is null && response.Headers.TransferEncodingChunked != true)
            return new Outcome.Failed("it does not say how long the file is");
        if (headers.ContentType?.MediaType == "text/html")
            return new Outcome.Failed("it answered with a page for people and not with the file");
        Description = Description with
        {
            ContentType = headers.ContentType?.ToString(),
            LastModified = headers.LastModified?.ToString("R"),
            ETag = response.Headers.ETag?.ToString(),
        };
        Length = headers.ContentLength;
        var partial = store.Create(Description);
        lock (_lock)
            _partial = partial;
        _started.SetResult(true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await CopyAsync(await response.Content.ReadAsStreamAsync(patience.Token), partial, hash, patience);
        if (Length is { } length && partial.Written != length)
            return new Outcome.Failed($"it sent {partial.Written} bytes and had announced {length}");
        if (file.Sha256 is { } name && !name.Equals(Convert.ToHexString(hash.GetHashAndReset()), StringComparison.OrdinalIgnoreCase))
            return new Outcome.Failed("what it sent is not what the name of the file says");
        comes(Description);
        lock (_lock)
        {
            // Whoever follows opens the file by the name that it loses now.
            store.Keep(partial, file.Key, options.Time.GetUtcNow());
            return _outcome = new Outcome.Kept(IsNew: true);
        }
    }

    private async Task CopyAsync(Stream body, PartialFile partial, IncrementalHash hash, CancellationTokenSource patience)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            while (true)
            {
                patience.CancelAfter(options.Silence);
                var read = await body.ReadAsync(buffer, patience.Token);
                if (read == 0)
                    return;
                if (file.Sha256 is not null)
                    hash.AppendData(buffer, 0, read);
                await partial.AppendAsync(buffer.AsMemory(0, read), patience.Token);
                count(read);
                Advance(partial.Written);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Advance(long written)
    {
        TaskCompletionSource progress;
        lock (_lock)
        {
            _written = written;
            (progress, _progress) = (_progress, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        progress.SetResult();
    }
}
