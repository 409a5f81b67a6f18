using System.Collections.Immutable;
using Converge.Server.Nodes;
using Converge.Server.Repository;
using Converge.Server.Storage;

namespace Converge.Server.Dashboard.Overview;

/// <summary>Reads all nodes once for all who look, until something changes.</summary>
internal sealed class Snapshots(IStorage storage, RepositoryMirror repository, TimeProvider clock) : IDisposable
{
    // When a node was heard of last is no change.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);
    private long _changes;
    private (FleetSnapshot Snapshot, FleetView View, long Changes)? _last;

    public void Note() => Interlocked.Increment(ref _changes);

    public async ValueTask<FleetSnapshot> GetAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var (view, changes, now) = (repository.View, Interlocked.Read(ref _changes), clock.GetUtcNow());
            if (_last is { } last && ReferenceEquals(last.View, view) && last.Changes == changes && now - last.Snapshot.At < Longest)
                return last.Snapshot;
            var nodes = ImmutableArray.CreateBuilder<FleetNode>();
            await foreach (var node in storage.Nodes.ReadAllAsync(documents: true, cancel).ConfigureAwait(false))
                nodes.Add(Look(node, view));
            var snapshot = new FleetSnapshot(nodes.DrainToImmutable(), now);
            _last = (snapshot, view, changes);
            return snapshot;
        }
        finally
        {
            _one.Release();
        }
    }

    public static FleetNode Look(NodeRecord node, FleetView view)
    {
        var (summary, role) = (NodeDocuments.Summarize(node), view.Of(node.Name));
        // Before it said anything only git knows what it is to be.
        if (node.Document is null && role.Identity is not null)
            summary = summary with { Environment = role.Environment, Roles = role.Roles };
        return new(summary, Standings.Of(node.State, node.LastRun), role.Head?.Commit, node.Document);
    }

    public void Dispose() => _one.Dispose();
}
