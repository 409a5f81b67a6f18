using System.Collections.Concurrent;
using Converge.Agent.Compiling;
using Converge.Agent.Configuration;
using Converge.Agent.Reporting;
using Converge.Agent.Repository;
using Converge.Agent.Servers;
using Converge.Language.Text;
using Converge.Linux;
using Converge.Linux.Runs;
using Converge.Linux.State;
using Converge.Plans;
using Converge.Protocol;
using Converge.Reports;

namespace Converge.Agent.Running;

/// <summary>One run after the other: fetch, verify, compile, plan, apply, report.</summary>
internal sealed class NodeRunner(AgentConfiguration configuration, string node, StateFolder state, CommitSource source, NodeCompiler compiler, Outbox? outbox, AgentLog log, TimeProvider time)
{
    private const string Owner = "converge agent";
    private const string Nowhere = "unknown";
    private const int MostErrors = 20;

    // Those of this process, since the others were collected.
    private readonly ConcurrentDictionary<string, bool> _put = new(StringComparer.Ordinal);

    /// <summary>What is known again after a start.</summary>
    public AgentState Memory { get; private set; } = AgentState.Read(state);

    /// <summary>What the server said last; null if it did not say anything yet.</summary>
    public Assignment? Assignment { get; set; }

    public ServerLink? Link { get; init; }

    /// <summary>Null without a server.</summary>
    public CheckInSender? CheckIns { get; init; }

    /// <summary>Told of what was applied, for whoever watches over it until the next run.</summary>
    public Func<CompiledCatalog, Report, Task>? Applied { get; init; }

    /// <summary>Told in a few words what is done now.</summary>
    public Action<string>? Doing { get; init; }

    /// <param name="stop">The step that runs is finished, then nothing more is begun.</param>
    /// <param name="deadline">What runs is broken off where that is possible.</param>
    public async Task<RunResult> RunAsync(Errand errand, CancellationToken stop, CancellationToken deadline)
    {
        var start = time.GetUtcNow();
        using var trace = RunTrace.Begin(errand.Trigger);
        Report report;
        try
        {
            var found = await FindAsync(errand, stop).ConfigureAwait(false);
            var (compilation, commit) = await CompileAsync(found, stop).ConfigureAwait(false);
            var checkIn = CheckInAsync(compilation, stop);
            if (compilation.Compiled is not { } compiled)
                report = await FailAsync(errand, start, commit.Commit, Describe(compilation.Diagnostics), stop).ConfigureAwait(false);
            else if (errand.Trigger == RunTrigger.Peers && commit.Commit == Memory.Commit && Memory.Fulfilled == state.Wishes.Sum(compiled.Catalog).Sum)
                return Nothing(errand);
            else
                report = await ApplyAsync(errand, compiled, stop, deadline).ConfigureAwait(false);
            await checkIn.ConfigureAwait(false);
        }
        catch (Exception e) when (e is AgentException or ServerException or StepException)
        {
            var hint = e switch { AgentException agent => agent.Hint, ServerException server => server.Hint, _ => null };
            report = await FailAsync(errand, start, Assignment?.Commit, hint is null ? e.Message : $"{e.Message}; {hint}", stop).ConfigureAwait(false);
        }
        Remember(Memory with { LastRun = report.End, Order = errand.Order ?? Memory.Order });
        trace.End(report);
        return new(report);
    }

    /// <summary>Runs that somebody else filed since: by hand, or in the moment in which the agent was killed.</summary>
    public void Collect()
    {
        var runs = state.Runs.List();
        var last = runs is [var newest, ..] ? newest.Number : 0;
        foreach (var run in runs.Where(run => Memory.Reported is { } reported && run.Number > reported).Reverse())
        {
            try
            {
                var report = state.Runs.Read(run);
                if (report.Node == node && !_put.ContainsKey(report.Id))
                    outbox?.Add(report, order: null);
            }
            catch (Exception e) when (e is System.Text.Json.JsonException or IOException)
            {
                log.Warning($"the report of run {run.Number} cannot be sent: {e.Message}");
            }
        }
        if (Memory.Reported != last)
            Remember(Memory with { Reported = last });
        _put.Clear();
    }

    /// <summary>A report for the server.</summary>
    public void Put(Report report, string? order)
    {
        _put[report.Id] = true;
        outbox?.Add(report, order);
    }

    private RunResult Nothing(Errand errand)
    {
        log.Debug("what other nodes are has changed; what this one should be has not");
        if (errand.Order is { } order)
            Remember(Memory with { Order = order });
        return new(Report: null);
    }

    private Task<FleetCommit> FindAsync(Errand errand, CancellationToken stop) => Task.Run(
        () =>
        {
            using var span = RunTrace.Span("fetch");
            Doing?.Invoke("fetching");
            return Find(errand, stop);
        },
        stop);

    private FleetCommit Find(Errand errand, CancellationToken stop)
    {
        if (Assignment is { Commit: not null } assignment)
        {
            try
            {
                return source.Assigned(assignment, node, Memory.Commit, errand.AllowsOlder, stop);
            }
            catch (AgentException e) when (Link?.IsLost == true && Memory.Commit is { } applied && applied != assignment.Commit)
            {
                if (source.Known(applied, node) is not { } known)
                    throw;
                log.Warning($"{e.Message}; going on with {applied[..12]}");
                return known;
            }
        }
        if (Assignment?.Problem is { } problem)
            throw new AgentException(problem, "the server says so; it reads nodes/ and environments/ in its repository");
        if (Assignment is null && configuration.Server is not null && configuration.Repository is null)
            return (Memory.Commit is { } last ? source.Known(last, node) : null) ?? throw new AgentException($"'{configuration.Server}' was never reached, so nothing is known of what this node should be", Link?.Problem);
        if (configuration.Repository is null)
            throw new AgentException("there is no repository", "the server has none, and 'repository.url' in agent.yaml names none");
        var found = source.Followed(node, Memory.Commit, errand.AllowsOlder, out var missed, stop);
        if (missed is not null)
            log.Warning($"{missed.Message}; going on with {found.Commit[..12]}");
        return found;
    }

    /// <summary>If what is new cannot be known just now, the commit that was applied the last time is still good.</summary>
    private async Task<(NodeCompilation Compilation, FleetCommit Commit)> CompileAsync(FleetCommit found, CancellationToken stop)
    {
        using var span = RunTrace.Span("compile");
        Doing?.Invoke("compiling");
        var facts = Builtins.ReadFacts(out var warnings);
        foreach (var warning in warnings)
            log.Warning(warning.ToString());
        try
        {
            return (await compiler.CompileAsync(found.Fleet, found.Node, facts, stop).ConfigureAwait(false), found);
        }
        catch (ServerException e)
        {
            Link?.Note(e);
            if (!e.IsPassing || Memory.Commit is not { } applied || applied == found.Commit || source.Known(applied, node) is not { } known)
                throw;
            log.Warning($"{e.Message}; going on with {applied[..12]}");
            return (await compiler.CompileAsync(known.Fleet, known.Node, facts, stop).ConfigureAwait(false), known);
        }
    }

    private async Task<Report> ApplyAsync(Errand errand, CompiledCatalog compiled, CancellationToken stop, CancellationToken deadline)
    {
        // Before anything is changed: whatever comes of it, there is no way back to an older one.
        Remember(Memory with { Commit = compiled.Catalog.Commit ?? Memory.Commit, Environment = compiled.Catalog.Environment, Fulfilled = null });
        Doing?.Invoke("planning");
        var plan = RunTrace.Span("plan");
        IDisposable? apply = null;
        var run = new MachineRun(state, Owner, text => log.Info(text))
        {
            Trigger = errand.Trigger,
            Time = time,
            Planned = _ =>
            {
                plan.Dispose();
                apply = RunTrace.Span("apply");
                Doing?.Invoke("applying");
            },
            Progress = outcome => RunTrace.Add(outcome),
            Filed = report => Put(report, errand.Order),
        };
        try
        {
            var report = (await run.ApplyAsync(compiled, stop, deadline).ConfigureAwait(false))!;
            if (report.Status is RunStatus.Unchanged or RunStatus.Changed)
                Remember(Memory with { Fulfilled = state.Wishes.Sum(compiled.Catalog).Sum });
            if (Applied is not null)
                await Applied(compiled, report).ConfigureAwait(false);
            return report;
        }
        finally
        {
            apply?.Dispose();
            plan.Dispose();
        }
    }

    private async Task<Report> FailAsync(Errand errand, DateTimeOffset start, string? commit, string reason, CancellationToken stop)
    {
        log.Error(reason);
        using var taken = await RunLock.TakeAsync(state, Owner, TimeSpan.FromMinutes(10), text => log.Info(text), time, stop).ConfigureAwait(false);
        var (number, id) = state.Runs.Next();
        var report = new Report(number, id, node, Assignment?.Environment ?? Memory.Environment ?? Nowhere)
        {
            Trigger = errand.Trigger,
            Commit = commit,
            Start = start,
            End = time.GetUtcNow(),
            Broken = reason,
        };
        state.Runs.Add(report, inputs: null);
        state.Metrics.Write(report);
        JournalEntry.Write(report);
        state.Runs.Trim();
        Put(report, errand.Order);
        return report;
    }

    private async Task CheckInAsync(NodeCompilation compilation, CancellationToken stop)
    {
        if (CheckIns is null)
            return;
        try
        {
            await CheckIns.SendAsync(
                new()
                {
                    Document = compilation.Document.Fields,
                    Searches = compilation.Searches,
                    Version = AgentVersion.Text,
                    Interval = (int)configuration.Interval.TotalSeconds,
                },
                Link?.IsLost == true,
                stop).ConfigureAwait(false);
            Link?.Reached();
        }
        catch (ServerException e)
        {
            Link?.Note(e);
            if (e.Status is not null)
                log.Warning($"the server does not take what this node is like: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            // The next run tells it.
        }
    }

    private static string Describe(IReadOnlyList<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(static d => d.Severity == Severity.Error).ToList();
        var more = errors.Count > MostErrors ? $"\nand {errors.Count - MostErrors} more" : "";
        return $"it does not compile:\n{string.Join('\n', errors.Take(MostErrors).Select(static d => d.ToString()))}{more}";
    }

    private void Remember(AgentState memory)
    {
        Memory = memory;
        memory.Write(state);
    }
}
