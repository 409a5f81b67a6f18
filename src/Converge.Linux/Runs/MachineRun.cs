using Converge.Linux.Checks;
using Converge.Linux.Execution;
using Converge.Linux.Guarding;
using Converge.Linux.Machine;
using Converge.Linux.State;
using Converge.Plans;
using Converge.Reports;
using Converge.Resources;

namespace Converge.Linux.Runs;

/// <summary>
/// A run on this machine, whoever asks for it: takes the lock, plans, applies, and files what became of it.
/// </summary>
/// <param name="owner">What runs, for whoever waits for it: <c>converge apply</c>.</param>
/// <param name="tell">Told what a person should know while it runs: for whom it waits.</param>
public sealed class MachineRun(StateFolder state, string owner, Action<string> tell)
{
    private static readonly IRefreshable Services = (IRefreshable)Builtins.ResourceTypes["service"];

    /// <summary>Why there is a run.</summary>
    public RunTrigger Trigger { get; init; }

    /// <summary>How long to wait for another run.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(10);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told of the plan before anything is changed.</summary>
    public Action<Plan>? Planned { get; init; }

    /// <summary>
    /// Asked whether the plan may be applied, if there is anything to do. While somebody thinks about it others may run: the
    /// lock is taken afterwards, and everything is read again.
    /// </summary>
    public Func<Plan, bool>? Approve { get; init; }

    /// <summary>Told of each resource when it is done.</summary>
    public Action<ResourceOutcome>? Progress { get; init; }

    /// <summary>Told of each refresh when it is done.</summary>
    public Action<RefreshOutcome>? RefreshProgress { get; init; }

    /// <summary>Told of the report before it is filed.</summary>
    public Action<Report>? Finished { get; init; }

    /// <summary>Told of the report when it is filed: if the run ends with a boot of the machine, this is before it.</summary>
    public Action<Report>? Filed { get; init; }

    /// <param name="stop">The step that runs is finished, then nothing more is begun.</param>
    /// <param name="deadline">What runs is broken off where that is possible.</param>
    /// <returns>What became of it; null if it was not approved.</returns>
    /// <exception cref="StepException">Another run did not end in time, or nothing can be remembered.</exception>
    public async Task<Report?> ApplyAsync(CompiledCatalog compiled, CancellationToken stop, CancellationToken deadline)
    {
        ArgumentNullException.ThrowIfNull(compiled);
        using var machine = new LinuxMachine(boots: state.Boots);
        var isAsked = Approve is not null;
        using var early = isAsked ? null : await LockAsync(stop).ConfigureAwait(false);
        var plan = await new Planner(Builtins.ResourceTypes, machine).PlanAsync(compiled.Catalog, state.Journal.Read(), CancellationToken.None).ConfigureAwait(false);
        Planned?.Invoke(plan);
        if (isAsked && plan.NeedsApplying && !Approve!(plan))
            return null;
        using var late = isAsked ? await LockAsync(stop).ConfigureAwait(false) : null;
        var report = await ApplyAsync(plan, compiled, machine, stop, deadline).ConfigureAwait(false);
        File(report, compiled);
        Filed?.Invoke(report);
        if (machine.LinuxBoot.Order is { } order)
            await BootAsync(order, report, machine).ConfigureAwait(false);
        return report;
    }

    /// <summary>Puts right a part of what was applied before, if nobody else runs and it is still wrong.</summary>
    /// <param name="mayGoOn">Asked when the lock is taken: somebody may have run in the meantime.</param>
    /// <returns>Null if another run was under way, or there was nothing to do.</returns>
    public async Task<Report?> RepairAsync(CompiledCatalog compiled, RepairOrder order, Func<bool> mayGoOn, CancellationToken stop, CancellationToken deadline)
    {
        ArgumentNullException.ThrowIfNull(compiled);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(mayGoOn);
        using var taken = RunLock.TryTake(state, owner, Time);
        if (taken is null || !mayGoOn())
            return null;
        using var machine = new LinuxMachine(boots: state.Boots);
        var plan = await new Planner(Builtins.ResourceTypes, machine) { RunsGuards = true }.PlanAsync(compiled.Catalog.Only(order.Resources), state.Journal.Read(), stop).ConfigureAwait(false);
        if (order.FoughtOver.IsEmpty && !plan.Resources.Any(RepairOrder.IsDue))
            return null;
        var report = await ApplyAsync(plan, compiled, machine, stop, deadline).ConfigureAwait(false);
        report = report with { Resources = report.Resources.AddRange(order.FoughtOver) };
        File(report, compiled);
        return report;
    }

    /// <summary>Puts back what a run replaced.</summary>
    /// <inheritdoc cref="ApplyAsync(CompiledCatalog, CancellationToken, CancellationToken)"/>
    public async Task<Report> UndoAsync(Undoing undo, CancellationToken stop, CancellationToken deadline)
    {
        ArgumentNullException.ThrowIfNull(undo);
        using var taken = await LockAsync(stop).ConfigureAwait(false);
        using var machine = new LinuxMachine();
        var (number, id) = state.Runs.Next();
        var report = await undo.RunAsync(new LinuxExecutor(machine, state.Contents), Services, number, id, Progress ?? (static _ => { }), deadline).ConfigureAwait(false);
        foreach (var refresh in report.Refreshes)
            RefreshProgress?.Invoke(refresh);
        report = report with { Trigger = Trigger };
        Finished?.Invoke(report);
        state.Runs.Add(report, inputs: null);
        return report;
    }

    private async Task BootAsync(BootAfterRun order, Report report, LinuxMachine machine)
    {
        if (report.Status == RunStatus.Failed)
            tell($"the machine is not booted for '{order.Reason}', since the run failed");
        else if (await BootSteps.BootAsync(order, machine).ConfigureAwait(false) is { } problem)
            tell($"the machine cannot be booted: {problem}");
        else
            tell($"the machine boots now: {order.Reason}");
    }

    private async Task<RunLock> LockAsync(CancellationToken stop)
    {
        try
        {
            return await RunLock.TakeAsync(state, owner, Wait, tell, Time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new StepException("stopped while waiting for another run; nothing was changed");
        }
    }

    private async Task<Report> ApplyAsync(Plan plan, CompiledCatalog compiled, LinuxMachine machine, CancellationToken stop, CancellationToken deadline)
    {
        var (number, id) = state.Runs.Next();
        var run = new Report(number, id, plan.Catalog.Node, plan.Catalog.Environment)
        {
            Trigger = Trigger,
            Roles = plan.Catalog.Roles,
            Commit = plan.Catalog.Commit,
            Generation = compiled.Generation,
            Start = Time.GetUtcNow(),
        };
        var applier = new Applier(Builtins.ResourceTypes, machine, new LinuxExecutor(machine, state.Contents, tell), state.Journal)
        {
            Guard = new ConnectivityGuard(machine, state.Guards),
            Checks = new CheckRunner(machine),
            Time = Time,
            Progress = Progress,
            RefreshProgress = RefreshProgress,
        };
        var report = await applier.ApplyAsync(plan, run, isFresh: Approve is null, stop, deadline).ConfigureAwait(false);
        return state.Wishes.Mark(report, compiled.Catalog);
    }

    private void File(Report report, CompiledCatalog compiled)
    {
        Finished?.Invoke(report);
        var inputs = compiled.Inputs is { } made ? made with { Wishes = state.Wishes.Sum(compiled.Catalog) } : null;
        state.Runs.Add(report, inputs?.ToJson());
        // What was looked at alone says nothing of the whole.
        if (report.Trigger != RunTrigger.Drift)
            state.Metrics.Write(report);
        JournalEntry.Write(report);
        if (report.HasChanges)
            state.Contents.Trim();
        state.Runs.Trim();
    }
}
