using System.Collections.Concurrent;
using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Repository;
using Converge.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Converge.Server.Nodes;

/// <summary>Remembers when nodes were heard of, and says of those that were not for long that they are silent.</summary>
public sealed partial class SeenNodes(IStorage storage, ServerOptions options, RepositoryMirror repository, TimeProvider clock, ILogger<SeenNodes> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _unsaid = new(StringComparer.Ordinal);

    public void Note(string node)
    {
        var now = clock.GetUtcNow();
        _seen[node] = now;
        _unsaid[node] = now;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A server that was away has heard of nobody, which is not the fault of the nodes.
        var started = clock.GetUtcNow();
        var beat = TimeSpan.FromSeconds(Math.Clamp(options.SilentAfter.TotalSeconds / 10, 0.1, 15));
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(beat, clock, stoppingToken).ConfigureAwait(false);
            try
            {
                await FlushAsync(stoppingToken).ConfigureAwait(false);
                await JudgeAsync(started, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                SayProblem(e.Message);
            }
        }
    }

    private async Task FlushAsync(CancellationToken cancel)
    {
        var noted = _unsaid.ToArray();
        if (noted.Length == 0)
            return;
        await storage.Nodes.NoteSeenAsync(noted, cancel).ConfigureAwait(false);
        foreach (var pair in noted)
            _unsaid.TryRemove(pair);
    }

    private async Task JudgeAsync(DateTimeOffset started, CancellationToken cancel)
    {
        var limit = clock.GetUtcNow() - options.SilentAfter;
        if (started > limit)
            return;
        var judged = new List<(string Node, bool IsSilent)>();
        await foreach (var node in storage.Nodes.ReadAllAsync(documents: false, cancel).ConfigureAwait(false))
        {
            var seen = _seen.TryGetValue(node.Name, out var here) && (node.Seen is not { } stored || here > stored) ? here : node.Seen;
            var isSilent = (seen ?? node.Registered) < limit;
            if (isSilent != (node.State == NodeState.Silent))
                judged.Add((node.Name, isSilent));
        }
        foreach (var (name, isSilent) in judged)
        {
            if (await storage.Nodes.FindAsync(name, cancel).ConfigureAwait(false) is not { } node)
                continue;
            var state = isSilent ? NodeState.Silent : Runs.RunOutcome.StateAfter(node.LastRun);
            await storage.Nodes.PutAsync(NodeDocuments.Compose(node with { State = state }, repository.View), cancel).ConfigureAwait(false);
            if (isSilent)
                SaySilent(node.Name, options.SilentAfter);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Node} is silent: nothing was heard of it for {Time}")]
    private partial void SaySilent(string node, TimeSpan time);

    [LoggerMessage(Level = LogLevel.Warning, Message = "cannot tell who is silent: {Problem}")]
    private partial void SayProblem(string problem);
}
