using Converge.Reports;

namespace Converge.Agent.Running;

/// <summary>What is to be done next. Wishes for a run that come while one is under way become one run, which follows it.</summary>
public sealed class Agenda(TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private Errand? _next;

    /// <summary>Whether there is something to do now.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
                return _next is null;
        }
    }

    public void Ask(Errand errand)
    {
        ArgumentNullException.ThrowIfNull(errand);
        lock (_lock)
        {
            _next = _next is null ? errand : _next.With(errand);
            if (_signal.CurrentCount == 0)
                _signal.Release();
        }
    }

    /// <summary>Waits for something to do, or for a moment at which there is something to do anyway.</summary>
    /// <returns>Null if the time is over without anything.</returns>
    public async Task<Errand?> NextAsync(TimeSpan wait, CancellationToken cancel)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var timer = Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, over.Token);
        var signal = _signal.WaitAsync(over.Token);
        await Task.WhenAny(timer, signal).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
        return Take();
    }

    public void Dispose() => _signal.Dispose();

    private Errand? Take()
    {
        lock (_lock)
        {
            var next = _next;
            _next = null;
            return next;
        }
    }
}

/// <summary>A run that is wanted.</summary>
public sealed record Errand(RunTrigger Trigger)
{
    // Of several reasons the one that a person would want to read first.
    private static readonly RunTrigger[] Ranks = [RunTrigger.Order, RunTrigger.Manual, RunTrigger.Commit, RunTrigger.Start, RunTrigger.Schedule, RunTrigger.Peers];

    /// <summary>The order of the server that it is for.</summary>
    public string? Order { get; init; }

    public bool AllowsOlder { get; init; }

    /// <summary>Who waits for it.</summary>
    public IReadOnlyList<TaskCompletionSource<RunResult>> Waiting { get; init; } = [];

    public Errand With(Errand other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Array.IndexOf(Ranks, Trigger) <= Array.IndexOf(Ranks, other.Trigger) ? Trigger : other.Trigger)
        {
            Order = other.Order ?? Order,
            AllowsOlder = AllowsOlder || other.AllowsOlder,
            Waiting = [.. Waiting, .. other.Waiting],
        };
    }
}

/// <summary>What became of a wish for a run.</summary>
/// <param name="Report">Null if nothing had to be done: what the peers changed changes nothing here.</param>
public sealed record RunResult(Report? Report);
