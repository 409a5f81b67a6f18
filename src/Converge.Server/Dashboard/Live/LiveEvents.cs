using System.Collections.Concurrent;
using System.Threading.Channels;
using Converge.Server.Dashboard.Overview;
using Converge.Server.Hosting;
using Converge.Server.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Converge.Server.Dashboard.Live;

/// <summary>Tells pages that something is not as they show it. They then fetch themselves again.</summary>
internal sealed class LiveEvents(Snapshots snapshots, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private const int MostListeners = 500;

    // A fleet in which something happens all the time must not keep browsers busy.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    // Then the browser connects again, and whoever logged out meanwhile does not get in.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Channel<bool>, bool> _listeners = new();

    public void Note(StorageChange change)
    {
        if (change.Kind == ChangeKind.Record && change.Key is not null)
            return;
        snapshots.Note();
        foreach (var listener in _listeners.Keys)
            listener.Writer.TryWrite(item: true);
    }

    public async Task ListenAsync(Call call)
    {
        if (_listeners.Count >= MostListeners)
            throw new RefusalException(StatusCodes.Status503ServiceUnavailable, "too many pages are open", "this one is as it was when it was loaded");
        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        _listeners.TryAdd(news, value: true);
        using var end = new CancellationTokenSource(Longest, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel, end.Token, lifetime.ApplicationStopping);
        try
        {
            call.Http.Response.ContentType = "text/event-stream";
            call.Http.Response.Headers["X-Accel-Buffering"] = "no";
            await SayAsync(call, "retry: 3000\nevent: hello\ndata: \n\n").ConfigureAwait(false);
            while (!both.IsCancellationRequested)
                await SayAsync(call, await WaitAsync(news.Reader, both.Token).ConfigureAwait(false) ? "event: change\ndata: \n\n" : ": \n\n").ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Whoever listened is gone, or has been here long enough, or the server stops and would wait for it.
        }
        finally
        {
            _listeners.TryRemove(news, out _);
        }
    }

    /// <returns>False if nothing changed for a while: who is gone is only noticed when something is said.</returns>
    private async Task<bool> WaitAsync(ChannelReader<bool> news, CancellationToken cancel)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var change = news.ReadAsync(wait.Token).AsTask();
        var first = await Task.WhenAny(change, Task.Delay(Beat, clock, wait.Token)).ConfigureAwait(false);
        if (first != change)
        {
            await wait.CancelAsync().ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            return false;
        }
        await change.ConfigureAwait(false);
        // Changes come in groups.
        await Task.Delay(Rest, clock, cancel).ConfigureAwait(false);
        news.TryRead(out _);
        return true;
    }

    private static async Task SayAsync(Call call, string text)
    {
        await call.Http.Response.WriteAsync(text, call.Cancel).ConfigureAwait(false);
        await call.Http.Response.Body.FlushAsync(call.Cancel).ConfigureAwait(false);
    }
}
