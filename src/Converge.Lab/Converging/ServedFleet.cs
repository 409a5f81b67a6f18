using System.Collections.Immutable;
using System.Diagnostics;
using Converge.Lab.Fleets;
using Converge.Reports;

namespace Converge.Lab.Converging;

/// <summary>
/// Brings nodes of a lab to what their roles say as in production: a server tells their agents what to do. The server itself is
/// made from the tree, because nobody else could.
/// </summary>
/// <param name="commit">That of the tree, in the repository that the server mirrors.</param>
public sealed class ServedFleet(LabClient lab, FleetRun run, IFleetProgress progress, LabNode serverNode, string commit)
{
    // So long nothing happens when nothing is left to happen: whom others concern is told within a moment.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan QuietPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly Dictionary<string, AgentRun> _runs = new(StringComparer.Ordinal);

    /// <param name="nodes">The server may be among them.</param>
    public async Task<ImmutableArray<NodeOutcome>> RunAsync(IReadOnlyList<LabNode> nodes, byte[] archive, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        using var server = new LabServer(lab, serverNode);
        var made = nodes.Contains(serverNode) ? (await run.RunAsync([serverNode], archive, cancel).ConfigureAwait(false))[0] : null;
        if (made?.HasFailed == true)
            return [.. nodes.Select(node => node == serverNode ? made : new(node, null, $"nobody told it what to do: '{serverNode.Name}' has failed", TimeSpan.Zero))];
        await server.AwaitAsync(commit, cancel).ConfigureAwait(false);
        foreach (var node in nodes)
            _runs.Add(node.Name, new(lab, server, node, commit, step => progress.Tell(node, step)));
        var first = await run.EachAsync(nodes, (node, token) => _runs[node.Name].ConvergeAsync(token), FinishFirst, cancel).ConfigureAwait(false);
        var outcomes = await SettleAsync(server, first, cancel).ConfigureAwait(false);
        return [.. outcomes.Select(outcome => outcome.Node == serverNode && made is not null ? Join(made, outcome) : outcome)];
    }

    private void FinishFirst(NodeOutcome outcome)
    {
        if (outcome.Report is { } report && IsUnwell(report))
            progress.Tell(outcome.Node, "waiting for others");
        else
            progress.Finish(outcome);
    }

    /// <summary>What a node is may be what others waited for: they run by themselves, and whoever is not well then is asked once more.</summary>
    private async Task<NodeOutcome[]> SettleAsync(LabServer server, NodeOutcome[] outcomes, CancellationToken cancel)
    {
        if (outcomes.All(static outcome => outcome.Report?.Status == RunStatus.Unchanged))
            return outcomes;
        await QuietAsync(server, outcomes, cancel).ConfigureAwait(false);
        for (var index = 0; index < outcomes.Length; index++)
        {
            if (outcomes[index].Report is null)
                continue;
            var agent = _runs[outcomes[index].Node.Name];
            var before = outcomes[index];
            var now = await agent.OutcomeAsync(cancel).ConfigureAwait(false);
            if (now.Report is { } report && IsUnwell(report))
                now = await agent.AgainAsync(cancel).ConfigureAwait(false);
            outcomes[index] = now;
            if (IsUnwell(before.Report!))
                progress.Finish(now);
        }
        return outcomes;
    }

    /// <summary>Ends when no node has told of a run for a while.</summary>
    private static async Task QuietAsync(LabServer server, NodeOutcome[] outcomes, CancellationToken cancel)
    {
        var (all, quiet) = (Stopwatch.StartNew(), Stopwatch.StartNew());
        var known = "";
        while (quiet.Elapsed < Quiet && all.Elapsed < QuietPatience)
        {
            var runs = new List<string?>();
            foreach (var outcome in outcomes)
                runs.Add((await server.FindAsync(outcome.Node, cancel).ConfigureAwait(false))?.LastRun?.Id);
            var now = string.Join(' ', runs);
            if (now != known)
                quiet.Restart();
            known = now;
            await Task.Delay(Pause, cancel).ConfigureAwait(false);
        }
    }

    private static bool IsUnwell(Report report) => report.Status is RunStatus.Failed or RunStatus.Unhealthy;

    /// <summary>What the server was made from the tree, and what its own agent made of it then.</summary>
    private static NodeOutcome Join(NodeOutcome made, NodeOutcome agent) => agent with
    {
        Report = agent.Report is { } report ? AgentRun.Sum([made.Report!, report]) : null,
        Duration = made.Duration + agent.Duration,
    };
}
