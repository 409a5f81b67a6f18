using System.Collections.Concurrent;
using Converge.Lab.Places;

namespace Converge.Lab.Keeping;

/// <summary>All nodes of a lab, by their names.</summary>
internal sealed class KeptNodes(LabPlace place, LabGround ground)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, KeptNode> _nodes = new(StringComparer.Ordinal);
    private int _number;

    public IReadOnlyList<NodeState> States => [.. _nodes.Values.Select(static node => node.State).OrderBy(static node => node.Name, StringComparer.Ordinal)];

    public KeptNode this[string? name] => name is not null && _nodes.TryGetValue(name, out var node) ? node : throw new LabException($"there is no node '{name}' in the lab");

    public void Add(NodeSetup setup)
    {
        var node = new KeptNode(setup, place, ground, Interlocked.Increment(ref _number));
        if (!_nodes.TryAdd(setup.Name, node))
            throw new LabException($"there is a node '{setup.Name}' already");
        try
        {
            node.Make(place.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            _nodes.TryRemove(setup.Name, out _);
            throw new LabException($"cannot make '{setup.Name}': {e.Message}", null, e);
        }
        node.Start();
    }

    public async Task RemoveAsync(string? name)
    {
        await this[name].RemoveAsync().ConfigureAwait(false);
        _nodes.TryRemove(name!, out _);
    }

    /// <summary>Those that do not stop by themselves lose power a moment later, with the lab.</summary>
    public async Task StopAllAsync(CancellationToken cancel)
    {
        try
        {
            await Task.WhenAll(_nodes.Values.Select(node => node.StopAsync(StopPatience, cancel))).ConfigureAwait(false);
        }
        catch (LabException)
        {
            // Nothing of theirs is kept.
        }
    }
}
