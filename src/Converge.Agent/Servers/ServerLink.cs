namespace Converge.Agent.Servers;

/// <summary>Whether the server can be reached. It is said once when that changes, and not each time that it is tried.</summary>
public sealed class ServerLink(AgentLog log, TimeProvider time)
{
    private readonly Lock _lock = new();
    private bool? _isReachable;

    /// <summary>Since when it is as it is; null before the first try.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>Why it cannot be reached; null if it can, or was not tried.</summary>
    public string? Problem { get; private set; }

    public bool IsLost => _isReachable is false;

    /// <summary>Told after each change.</summary>
    public Action? Changed { get; set; }

    public void Reached()
    {
        lock (_lock)
        {
            if (_isReachable is true)
                return;
            if (_isReachable is false)
                log.Info($"the server is there again, after {(time.GetUtcNow() - Since!.Value).TotalSeconds:0} s");
            (_isReachable, Since, Problem) = (true, time.GetUtcNow(), null);
        }
        Changed?.Invoke();
    }

    /// <summary>An answer that refuses shows that somebody is there.</summary>
    public void Note(ServerException e)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (e.Status is not null)
        {
            Reached();
            return;
        }
        lock (_lock)
        {
            Problem = e.Message;
            if (_isReachable is false)
                return;
            log.Warning($"{e.Message}; going on with the last commit, the last answers and the secrets that are known");
            (_isReachable, Since) = (false, time.GetUtcNow());
        }
        Changed?.Invoke();
    }
}
