using System.Collections.Immutable;
using System.Threading.Channels;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Apt;
using Converge.Linux.Machine.Watching;
using Converge.Linux.Runs;
using Converge.Linux.State;
using Converge.Plans;
using Converge.Reports;
using Converge.Resources;

namespace Converge.Linux.Repair;

/// <summary>
/// Puts right what somebody changes between two runs, at once and nothing else. It watches, and does nothing while nothing
/// happens.
/// </summary>
/// <param name="tell">Told what a person may want to know: what is not watched, and what is left alone.</param>
public sealed class LiveRepair(StateFolder state, Action<string> tell) : IDisposable
{
    private const string Owner = "converge live repair";

    /// <summary>Who changes a file does so in several steps; a unit goes through several states.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan QuietOfUnits = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromMilliseconds(600);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>(new() { SingleReader = true });
    private readonly LinuxMachine _listening = new();
    private readonly HashSet<ResourceId> _pending = [];
    private readonly HashSet<ResourceId> _afterRun = [];
    private MachineWatcher? _watcher;
    private RepairBook? _book;
    private CompiledCatalog? _compiled;
    private WatchList _list = WatchList.Empty;
    private string? _problem;
    private bool _isFollowed;
    private bool _hasUnits;
    private bool _mayLookAgain;

    /// <summary>How often one resource is put right within an hour before it is left alone.</summary>
    public int MostRepairs { get; init; } = 5;

    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What this program's own whole runs are called, each of which is told of when it is done: nobody else has to judge it.</summary>
    public string WholeRuns { get; init; } = "converge agent";

    /// <summary>Told of each repair when it is filed.</summary>
    public Action<Report>? Repaired { get; init; }

    private RepairBook Book => _book ??= new(MostRepairs, Time);

    /// <summary>
    /// From now on this is what the machine should be, for it was just made so. What was not watched yet is looked at once.
    /// </summary>
    /// <param name="last">The run that made it so: what failed in it is no drift, and is left to the next one. Null if nothing is known of it.</param>
    /// <returns>Done when everything is watched, which needs <see cref="RunAsync"/> to run.</returns>
    public Task FollowAsync(CompiledCatalog compiled, Report? last)
    {
        ArgumentNullException.ThrowIfNull(compiled);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_messages.Writer.TryWrite(new Followed(compiled, last, done)))
            done.SetCanceled(CancellationToken.None);
        return done.Task;
    }

    /// <summary>Until it is stopped. A repair that is under way ends with its step, and is reported.</summary>
    /// <exception cref="IOException">The kernel does not let it watch.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        _watcher ??= new(_listening.LinuxUnits, watch => _messages.Writer.TryWrite(new Stirred(watch)));
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await WaitAsync(stop).ConfigureAwait(false);
                await SettleAsync(stop).ConfigureAwait(false);
                await ActAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        finally
        {
            _messages.Writer.TryComplete();
            while (_messages.Reader.TryRead(out var message))
                (message as Followed)?.Done.TrySetCanceled(CancellationToken.None);
        }
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _listening.Dispose();
    }

    private async Task ActAsync(CancellationToken stop)
    {
        try
        {
            await TakeForRightAsync(stop).ConfigureAwait(false);
            await RepairAsync(stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StepException or IOException or UnauthorizedAccessException)
        {
            tell($"what was changed cannot be put right: {e.Message}");
        }
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (_mayLookAgain)
            over.CancelAfter(Pause);
        else if (Book.NextLook is { } next)
            over.CancelAfter(next > Time.GetUtcNow() ? next - Time.GetUtcNow() + Pause : Pause);
        try
        {
            await _messages.Reader.WaitToReadAsync(over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
        }
        _pending.UnionWith(Book.TakeDue());
    }

    /// <summary>Waits until it is quiet, though not for long.</summary>
    private async Task SettleAsync(CancellationToken stop)
    {
        (_hasUnits, _mayLookAgain) = (false, false);
        var begin = TimeProvider.System.GetTimestamp();
        while (Take() && TimeProvider.System.GetElapsedTime(begin) < LongestQuiet)
            await Task.Delay(_hasUnits ? QuietOfUnits : Quiet, stop).ConfigureAwait(false);
    }

    /// <returns>Whether there was anything that something is to be done about.</returns>
    private bool Take()
    {
        var count = _pending.Count + _afterRun.Count;
        while (_messages.Reader.TryRead(out var message))
        {
            if (message is Followed followed)
                Follow(followed);
            else if (message is Stirred { Place: var place })
                Take(place);
        }
        return _pending.Count + _afterRun.Count > count;
    }

    private void Take(Watch place)
    {
        if (place is FileWatch file && file.Path == RunLock.PathIn(state))
        {
            // What somebody else's run did is not for this one to judge; its own it looks at once more.
            if (RunLock.IsHeld(state) || WasOf(Owner))
                return;
            _isFollowed = WasOf(WholeRuns);
            _afterRun.UnionWith(_pending);
            _pending.Clear();
            return;
        }
        var concerned = _list.Concerned(place);
        _hasUnits |= place is UnitWatch && concerned.Count > 0;
        _pending.UnionWith(concerned);
    }

    private bool WasOf(string owner) => RunLock.LastHolder(state).StartsWith($"{owner} (process {Environment.ProcessId})", StringComparison.Ordinal);

    private void Follow(Followed followed)
    {
        var (compiled, last, done) = followed;
        try
        {
            var before = _list.Places.ToHashSet();
            _list = new(compiled.Catalog.Resources);
            _compiled = compiled;
            _watcher!.Set([.. _list.Places, new FileWatch(RunLock.PathIn(state)), .. PackageLock.Installing.Paths.Select(static path => new FileWatch(path))]);
            if (_watcher.Problem is { } problem && problem != _problem)
                tell(problem);
            _problem = _watcher.Problem;
            _pending.UnionWith(_afterRun);
            _pending.UnionWith(Book.TakeSuspended());
            _pending.UnionWith(_list.Places.Where(place => !before.Contains(place)).SelectMany(_list.Concerned));
            _pending.IntersectWith(_list.Resources);
            _afterRun.Clear();
            Book.Follow(last);
            state.Metrics.Write(Book.Figures(_list.Resources.Count, hasProblem: _problem is not null));
            done.SetResult();
        }
        catch (Exception e) when (e is StepException or IOException or UnauthorizedAccessException)
        {
            done.SetException(e);
        }
    }

    /// <summary>What somebody else's run has made otherwise than it should be is left to the next whole run.</summary>
    private async Task TakeForRightAsync(CancellationToken stop)
    {
        if (_afterRun.Count == 0 || _isFollowed || RunLock.IsHeld(state))
            return;
        var ids = _afterRun.ToImmutableHashSet();
        _afterRun.Clear();
        var due = await LookAsync(ids, stop).ConfigureAwait(false);
        if (due.IsEmpty)
            return;
        Book.Suspend(due);
        tell($"left to the next run, since another one has changed {(due.Length == 1 ? "it" : "them")}: {string.Join(", ", due)}");
    }

    private async Task RepairAsync(CancellationToken stop)
    {
        _pending.RemoveWhere(Book.IsSuspended);
        if (_pending.Count == 0 || _compiled is null)
            return;
        // The end of a run, and of one of apt, is told of; a unit that systemd is about to change tells, too.
        var busy = _pending.Where(id => _list.PlacesOf(id).Any(place => place is UnitWatch unit && _watcher!.IsBusy(unit.Name))).ToHashSet();
        if (RunLock.IsHeld(state) || PackageLock.Installing.FindHolder(_listening.LinuxFiles) is not null)
            busy.UnionWith(_pending);
        _mayLookAgain = busy.Count > 0;
        var ids = _pending.Except(busy).ToImmutableHashSet();
        _pending.IntersectWith(busy);
        if (ids.IsEmpty)
            return;
        var number = state.Runs.Next().Number;
        var due = await LookAsync(ids, stop).ConfigureAwait(false);
        if (due.IsEmpty)
            return;
        var (fought, mine) = Book.Divide(due);
        if (fought.IsEmpty && mine.IsEmpty)
            return;
        var order = new RepairOrder([.. _list.WithNotified(_list.WithSet(mine)).Where(id => !Book.IsLeft(id))], [.. fought.Select(Describe)]);
        var run = new MachineRun(state, Owner, tell) { Trigger = RunTrigger.Drift, Time = Time };
        using var deadline = new CancellationTokenSource(Deadline);
        if (await run.RepairAsync(_compiled, order, () => state.Runs.Next().Number == number, stop, deadline.Token).ConfigureAwait(false) is not { } report)
        {
            // Somebody ran in between: that it is over is told.
            _pending.UnionWith(due);
            _mayLookAgain = true;
            return;
        }
        Book.Add(report);
        state.Metrics.Write(Book.Figures(_list.Resources.Count, hasProblem: _problem is not null));
        Repaired?.Invoke(report);
    }

    private async Task<ImmutableArray<ResourceId>> LookAsync(ImmutableHashSet<ResourceId> ids, CancellationToken stop)
    {
        using var machine = new LinuxMachine();
        var plan = await new Planner(Builtins.ResourceTypes, machine) { RunsGuards = true }.PlanAsync(_compiled!.Catalog.Only(ids), owed: null, stop).ConfigureAwait(false);
        return [.. plan.Resources.Where(RepairOrder.IsDue).Select(static planned => planned.Resource.Id)];
    }

    private ResourceOutcome Describe(FoughtOver fight)
    {
        var (recipe, resource) = _compiled!.Catalog.Recipes.SelectMany(static recipe => recipe.Resources.Select(resource => (recipe, resource))).First(pair => pair.resource.Id == fight.Id);
        return new(fight.Id, recipe.Name, resource.At.ToString(), OutcomeStatus.Skipped)
        {
            Planned = PlanStatus.Change,
            IsFoughtOver = true,
            Reason = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"fought over: it was put right {MostRepairs} times within an hour, and somebody changes it again; left alone until {fight.Until.UtcDateTime:HH:mm} UTC or the next run"),
        };
    }

    private abstract record Message;

    private sealed record Stirred(Watch Place) : Message;

    private sealed record Followed(CompiledCatalog Compiled, Report? Last, TaskCompletionSource Done) : Message;
}
