namespace Converge.Agent.Running;

/// <summary>
/// Tells systemd that the agent is well: that its loop turns, or that a run is under way that has not been for too long.
/// </summary>
internal sealed class Watchdog(ServiceNotifier notifier, TimeSpan deadline, TimeProvider time)
{
    // What a run may take beyond its deadline: the step that cannot be broken off, and the report.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private DateTimeOffset _beat = time.GetUtcNow();
    private DateTimeOffset? _run;

    /// <summary>How often the loop must turn.</summary>
    public TimeSpan Tick { get; } = notifier.Watchdog is { } watchdog ? watchdog / 4 : TimeSpan.MaxValue;

    public bool IsWell
    {
        get
        {
            lock (_lock)
                return _run is { } start ? time.GetUtcNow() - start < deadline + Grace : notifier.Watchdog is not { } watchdog || time.GetUtcNow() - _beat < watchdog;
        }
    }

    public void Beat()
    {
        lock (_lock)
            _beat = time.GetUtcNow();
    }

    public void BeginRun()
    {
        lock (_lock)
            _run = time.GetUtcNow();
    }

    public void EndRun()
    {
        lock (_lock)
            (_run, _beat) = (null, time.GetUtcNow());
    }

    public async Task RunAsync(CancellationToken stop)
    {
        if (notifier.Watchdog is not { } watchdog)
            return;
        while (true)
        {
            if (IsWell)
                notifier.Alive();
            await Task.Delay(watchdog / 3, time, stop).ConfigureAwait(false);
        }
    }
}
