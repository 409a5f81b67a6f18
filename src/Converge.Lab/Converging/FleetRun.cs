using System.Collections.Immutable;
using Converge.Lab.Fleets;
using Converge.Lab.Images;
using Converge.Lab.Keeping;
using Converge.Reports;

namespace Converge.Lab.Converging;

/// <summary>Hears how far a node is; any thread may tell.</summary>
public interface IFleetProgress
{
    /// <param name="step">What is being done with it now.</param>
    void Tell(LabNode node, string step);

    void Finish(NodeOutcome outcome);
}

/// <summary>Brings nodes of a lab into being and to what their roles say, several at a time.</summary>
public sealed class FleetRun(LabClient lab, LabFleet fleet, IFleetProgress progress)
{
    private static readonly TimeSpan BootPatience = TimeSpan.FromSeconds(60);

    /// <summary>How many nodes work at a time; what a node does is mostly unpacking packages.</summary>
    public int AtOnce { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>What nodes that are not there yet are clones of, the upmost folder first.</summary>
    public required IReadOnlyList<string> Lower { get; init; }

    /// <summary>The Debian package that nodes which are there are brought to.</summary>
    public required PackageFile Package { get; init; }

    /// <summary>What nodes that are not there yet are given.</summary>
    public required Provisions Provisions { get; init; }

    /// <summary>The key to the secrets of the tree; null if there is none.</summary>
    public LabIdentity? Identity { get; init; }

    /// <summary>Each by itself, from the tree.</summary>
    /// <param name="archive">The tree.</param>
    public async Task<ImmutableArray<NodeOutcome>> RunAsync(IReadOnlyList<LabNode> nodes, byte[] archive, CancellationToken cancel)
    {
        var outcomes = await EachAsync(nodes, (node, token) => ConvergeAsync(node, archive, token), progress.Finish, cancel).ConfigureAwait(false);
        // Whoever came before those that it needs were ready is asked once more, as an agent would by itself.
        for (var index = 0; index < outcomes.Length; index++)
        {
            if (outcomes[index].Report?.Status == RunStatus.Failed && outcomes.Any(static other => other.Report is { HasChanges: true, Status: not RunStatus.Failed }))
                outcomes[index] = await OnceMoreAsync(outcomes[index], "running again", cancel).ConfigureAwait(false);
        }
        for (var index = 0; index < outcomes.Length; index++)
        {
            if (outcomes[index].Report?.Status == RunStatus.Unhealthy)
                outcomes[index] = await OnceMoreAsync(outcomes[index], "checking again", cancel).ConfigureAwait(false);
        }
        return [.. outcomes];
    }

    /// <summary>Boots nodes, installs the package, and has something done with each, several at a time.</summary>
    internal async Task<NodeOutcome[]> EachAsync(IReadOnlyList<LabNode> nodes, Func<LabNode, CancellationToken, Task<NodeOutcome>> converge, Action<NodeOutcome> finish, CancellationToken cancel)
    {
        var there = (await lab.NodesAsync(cancel).ConfigureAwait(false)).ToDictionary(static node => node.Name, StringComparer.Ordinal);
        using var turn = new SemaphoreSlim(AtOnce);
        return await Task.WhenAll(nodes.Select(node => OneAsync(node, there.GetValueOrDefault(node.Name), converge, finish, turn, cancel))).ConfigureAwait(false);
    }

    private async Task<NodeOutcome> OneAsync(
        LabNode node, NodeState? state, Func<LabNode, CancellationToken, Task<NodeOutcome>> converge, Action<NodeOutcome> finish, SemaphoreSlim turn, CancellationToken cancel)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        NodeOutcome outcome;
        try
        {
            await BootAsync(node, state, cancel).ConfigureAwait(false);
            progress.Tell(node, "waiting for its turn");
            await turn.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                await NodeImage.UpgradeAsync(lab, node.Name, Package, cancel).ConfigureAwait(false);
                outcome = await converge(node, cancel).ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        }
        catch (LabException e)
        {
            outcome = new(node, null, e.Hint is null ? e.Message : $"{e.Message}; {e.Hint}", clock.Elapsed);
        }
        finish(outcome);
        return outcome;
    }

    private async Task BootAsync(LabNode node, NodeState? state, CancellationToken cancel)
    {
        if (state is null)
        {
            progress.Tell(node, "booting");
            var setup = new NodeSetup(node.Name, node.Fqdn, node.Address, Lower) { Roles = node.Roles, Hosts = fleet.Hosts, Shares = Provisions.Shares, Files = Provisions.Files };
            await lab.AddAsync(setup, cancel).ConfigureAwait(false);
        }
        else if (state.Power == Power.Off)
        {
            progress.Tell(node, "booting");
            await lab.StartAsync(node.Name, cancel).ConfigureAwait(false);
        }
        await lab.WaitAsync(node.Name, BootPatience, cancel).ConfigureAwait(false);
    }

    private async Task<NodeOutcome> ConvergeAsync(LabNode node, byte[] archive, CancellationToken cancel)
    {
        progress.Tell(node, "converging");
        var run = new NodeRun(lab, node);
        await run.SendTreeAsync(archive, cancel).ConfigureAwait(false);
        if (Identity is { } identity)
            await identity.SendAsync(lab, node, cancel).ConfigureAwait(false);
        return await run.ApplyAsync(line => Tell(node, line), cancel).ConfigureAwait(false);
    }

    private async Task<NodeOutcome> OnceMoreAsync(NodeOutcome first, string step, CancellationToken cancel)
    {
        progress.Tell(first.Node, step);
        var second = await new NodeRun(lab, first.Node).ApplyAsync(null, cancel).ConfigureAwait(false);
        var outcome = second with
        {
            Report = second.Report is { } report ? AgentRun.Sum([first.Report!, report]) : null,
            Duration = first.Duration + second.Duration,
        };
        progress.Finish(outcome);
        return outcome;
    }

    private void Tell(LabNode node, string line)
    {
        if (line.Trim() is { Length: > 0 } step)
            progress.Tell(node, step);
    }
}
