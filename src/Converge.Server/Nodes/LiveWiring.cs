using System.Collections.Concurrent;
using System.Threading.Channels;
using Converge.Language.Text;
using Converge.Nodes.Queries;
using Converge.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Converge.Server.Nodes;

/// <summary>
/// Knows whose catalogs depend on which answers, and wakes exactly those whose answers changed. All that changes comes in
/// by one channel and is looked at once, in its order.
/// </summary>
public sealed partial class LiveWiring(IStorage storage, TimeProvider clock, ILogger<LiveWiring> log) : BackgroundService
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, WatchedQuery> _queries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private readonly Channel<string?> _changes = Channel.CreateUnbounded<string?>(new() { SingleReader = true });

    /// <summary>A node is not as it was; null if any may not be.</summary>
    public void Note(string? node) => _changes.Writer.TryWrite(node);

    /// <summary>The sums of the answers to some queries, which from now on are watched for a node.</summary>
    internal async ValueTask<ulong[]> SumsAsync(string node, IReadOnlyList<string> queries, CancellationToken cancel)
    {
        var sums = new ulong[queries.Count];
        for (var i = 0; i < sums.Length; i++)
        {
            if (Find(queries[i]) is not { } watched)
                continue;
            watched.Watch(node);
            watched.Used = clock.GetUtcNow();
            await watched.LoadAsync(storage.Nodes, clock.GetUtcNow(), anew: false, cancel).ConfigureAwait(false);
            sums[i] = watched.Sum;
        }
        return sums;
    }

    /// <summary>Ends when there may be news for a node. Asked for before looking, so that nothing between is missed.</summary>
    public Task NewsFor(string node) => _waiting.GetOrAdd(node, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Wake(string node)
    {
        if (_waiting.TryRemove(node, out var waiting))
            waiting.TrySetResult();
    }

    public void WakeAll()
    {
        foreach (var node in _waiting.Keys)
            Wake(node);
    }

    /// <summary>How many queries are watched, for the metrics.</summary>
    public int Queries => _queries.Count;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var beat = clock.GetUtcNow() + Beat;
        while (!stoppingToken.IsCancellationRequested)
        {
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var change = _changes.Reader.WaitToReadAsync(wait.Token).AsTask();
            await Task.WhenAny(change, Task.Delay(Beat, clock, wait.Token)).ConfigureAwait(false);
            await wait.CancelAsync().ConfigureAwait(false);
            try
            {
                await DrainAsync(stoppingToken).ConfigureAwait(false);
                if (clock.GetUtcNow() >= beat)
                {
                    beat = clock.GetUtcNow() + Beat;
                    await TendAsync(stoppingToken).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A storage that is away for a moment must not end the wiring: all is looked at again.
                SayProblem(e.Message);
                Note(null);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private async Task DrainAsync(CancellationToken cancel)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var isAll = false;
        while (_changes.Reader.TryRead(out var node))
        {
            if (node is null)
                isAll = true;
            else
                done.Add(node);
        }
        if (isAll)
            await LookAgainAsync(_queries.Values, cancel).ConfigureAwait(false);
        else
        {
            foreach (var node in done)
                await LookAtAsync(node, cancel).ConfigureAwait(false);
        }
        if (isAll)
            WakeAll();
    }

    private async Task LookAtAsync(string node, CancellationToken cancel)
    {
        var record = await storage.Nodes.FindAsync(node, cancel).ConfigureAwait(false);
        var steady = record?.Document is { } document ? DocumentHash.Steady(document) : 0;
        var now = clock.GetUtcNow();
        foreach (var query in _queries.Values)
        {
            if (await query.NoteAsync(node, record?.Document, steady, now, cancel).ConfigureAwait(false))
                WakeWatchers(query);
        }
        // What it is told itself may have changed as well, such as an order.
        Wake(node);
    }

    private async Task LookAgainAsync(IEnumerable<WatchedQuery> queries, CancellationToken cancel)
    {
        foreach (var query in queries)
        {
            if (await query.LoadAsync(storage.Nodes, clock.GetUtcNow(), anew: true, cancel).ConfigureAwait(false))
                WakeWatchers(query);
        }
    }

    /// <summary>Answers that depend on the time are asked for again, and those that nobody needs any more are forgotten.</summary>
    private async Task TendAsync(CancellationToken cancel)
    {
        var old = clock.GetUtcNow() - Forgotten;
        foreach (var (text, query) in _queries)
        {
            if (query.Used < old)
                _queries.TryRemove(text, out _);
        }
        await LookAgainAsync(_queries.Values.Where(static query => query.IsOfAges), cancel).ConfigureAwait(false);
    }

    private void WakeWatchers(WatchedQuery query)
    {
        foreach (var node in query.Watchers())
            Wake(node);
    }

    /// <summary>Null if it is no query.</summary>
    private WatchedQuery? Find(string text) =>
        _queries.TryGetValue(text, out var watched) ? watched
        : Query.Parse(SourceText.From("query", text), []) is { } query ? _queries.GetOrAdd(text, _ => new(text, query))
        : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "answers cannot be watched: {Problem}")]
    private partial void SayProblem(string problem);
}
