using Converge.Agent.Compiling;
using Converge.Agent.Servers;
using Converge.Protocol;
using Converge.Reports;

namespace Converge.Agent.Running;

/// <summary>Waits at the server for something to do.</summary>
internal sealed class AssignmentPoll(ServerClient server, string node, PeerMemory peers, NodeRunner runner, Agenda agenda, ServerLink link, AgentLog log, TimeProvider time)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(Assignment.LongestWait);

    /// <summary>An order that waited when the agent was started.</summary>
    public string? FirstOrder { get; private set; }

    public bool AllowsOlder { get; private set; }

    /// <summary>What there is to do at the beginning, if the server says it soon enough.</summary>
    public async Task FirstAsync(TimeSpan patience, CancellationToken stop)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stop);
        timeout.CancelAfter(patience);
        try
        {
            var first = await server.AssignmentAsync(node, peers.Version, TimeSpan.Zero, timeout.Token).ConfigureAwait(false);
            link.Reached();
            peers.Take(first.Version, first.Answers);
            runner.Assignment = first;
            if (first.Order is { } order && order.Id != runner.Memory.Order)
                (FirstOrder, AllowsOlder) = (order.Id, order.AllowsOlder);
        }
        catch (ServerException e)
        {
            link.Note(e);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            log.Warning($"'{server.Server}' has not answered so far");
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        var backoff = Backoff.Usual();
        var order = FirstOrder;
        while (true)
        {
            try
            {
                var news = await server.AssignmentAsync(node, peers.Version, Wait, stop).ConfigureAwait(false);
                link.Reached();
                backoff.Reset();
                Take(news, ref order);
            }
            catch (ServerException e)
            {
                link.Note(e);
                if (e.Status is not null)
                    log.Warning($"the server does not say what there is to do: {e.Message}");
                await Task.Delay(e.RetryAfter ?? backoff.Next(), time, stop).ConfigureAwait(false);
            }
        }
    }

    /// <param name="asked">The last order that a run was asked for.</param>
    private void Take(Assignment news, ref string? asked)
    {
        var before = runner.Assignment;
        var hasAnswers = peers.Take(news.Version, news.Answers);
        runner.Assignment = news;
        if (news.Order is { } order && order.Id != asked && order.Id != runner.Memory.Order)
        {
            asked = order.Id;
            log.Info($"{order.By} wants a run");
            agenda.Ask(new(RunTrigger.Order) { Order = order.Id, AllowsOlder = order.AllowsOlder });
        }
        // One that was not there at the start is news as well.
        else if (news.Commit != before?.Commit || (before is null && news.Commit is not null))
        {
            agenda.Ask(new(RunTrigger.Commit));
        }
        else if (hasAnswers)
        {
            agenda.Ask(new(RunTrigger.Peers));
        }
    }
}
