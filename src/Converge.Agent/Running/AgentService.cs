using System.Security.Cryptography.X509Certificates;
using Converge.Agent.Compiling;
using Converge.Agent.Configuration;
using Converge.Agent.Control;
using Converge.Agent.Identity;
using Converge.Agent.Reporting;
using Converge.Agent.Repository;
using Converge.Agent.Servers;
using Converge.Linux.Repair;
using Converge.Linux.State;
using Converge.Plans;
using Converge.Recipes.Secrets;
using Converge.Reports;

namespace Converge.Agent.Running;

/// <summary>The agent of a machine: runs when it is time and when something happens, one run after the other.</summary>
public sealed class AgentService : IDisposable
{
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RestPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly AgentConfiguration _configuration;
    private readonly AgentLog _log;
    private readonly TimeProvider _time;
    private readonly ServiceNotifier _notifier;
    private readonly StateFolder _state;
    private readonly Agenda _agenda;
    private readonly Outbox? _outbox;
    private readonly CommitSource _source;
    private readonly X509Certificate2? _certificate;
    private readonly ServerClient? _server;
    private readonly ServerLink? _link;
    private readonly PeerMemory _peers;
    private readonly ReportSender? _sender;
    private readonly Renewal? _renewal;
    private readonly LiveRepair? _repair;
    private readonly NodeRunner _runner;
    private readonly AssignmentPoll? _poll;
    private readonly TraceExporter? _traces;
    private readonly Watchdog _watchdog;
    private readonly DateTimeOffset _started;
    private DateTimeOffset? _next;
    private string? _doing;
    private long _repairs;
    private Report? _last;

    /// <exception cref="AgentException">It cannot run like that.</exception>
    public AgentService(AgentConfiguration configuration, AgentLog log, ServiceNotifier notifier, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        (_configuration, _log, _notifier, _time, _started) = (configuration, log, notifier, time, time.GetUtcNow());
        _state = new(configuration.State);
        Prepare();
        var identity = new IdentityFolder(_state);
        _certificate = configuration.Server is null ? null : identity.Read();
        Node = NodeName.Of(configuration, _certificate);
        log.Node = Node;
        _traces = configuration.Traces is { } endpoint ? new(endpoint, Node, log) : null;
        _agenda = new(time);
        _peers = PeerMemory.Read(_state);
        _watchdog = new(notifier, configuration.Deadline, time);
        _source = new(configuration, _state, identity, Keys());
        if (configuration.Server is { } url)
        {
            _link = new(log, time) { Changed = ShowStatus };
            _server = new(url, ServerTrust.OfFile(configuration.Authority ?? identity.AuthorityFile), _certificate, time);
            _outbox = new(_state);
            _sender = new(_server, _outbox, _link, log) { Sent = WriteMetrics };
            _renewal = new(identity, _server, Node, _link, log, time);
        }
        _repair = configuration.Repairs ? new(_state, text => log.Info(text)) { MostRepairs = configuration.RepairLimit, Time = time, Repaired = Repaired } : null;
        _runner = new(configuration, Node, _state, _source, new(_server, _peers, _server is null || configuration.SecretsIdentity is not null ? null : Cache(identity), time), _outbox, log, time)
        {
            Link = _link,
            CheckIns = _server is null ? null : new(_server, Node, _state),
            Applied = _repair is null ? null : (compiled, report) => _repair.FollowAsync(compiled, report),
            Doing = Do,
        };
        _poll = _server is null ? null : new(_server, Node, _peers, _runner, _agenda, _link!, log, time);
    }

    /// <summary>The name of this node.</summary>
    public string Node { get; }

    /// <summary>Whether the configuration is not any more what it was read as; null if nobody can tell.</summary>
    public Func<bool>? IsOutdated { get; init; }

    /// <summary>A run as soon as none is under way.</summary>
    public void RunNow() => _agenda.Ask(new(RunTrigger.Manual));

    /// <param name="stop">The step that runs is finished, then it ends.</param>
    /// <param name="abort">What runs is broken off.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (_poll is not null)
            await _poll.FirstAsync(FirstPatience, stop).ConfigureAwait(false);
        _runner.Collect();
        List<Task> others = [.. Others(end.Token)];
        ShowStatus();
        _notifier.Ready("starting");
        _log.Info($"converge {AgentVersion.Text} looks after '{Node}'{(_server is null ? "" : $" for {_server.Server}")}, every {_configuration.Interval.TotalMinutes:0.#} min");
        _agenda.Ask(new(RunTrigger.Start) { Order = _poll?.FirstOrder, AllowsOlder = _poll?.AllowsOlder == true });
        try
        {
            await LoopAsync(others, stop, abort).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        _notifier.Stopping();
        await end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(others.Select(static task => task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default))).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _repair?.Dispose();
        _sender?.Dispose();
        _server?.Dispose();
        _source.Dispose();
        _agenda.Dispose();
        _certificate?.Dispose();
        _state.Dispose();
    }

    private void Prepare()
    {
        try
        {
            _state.Prepare();
        }
        catch (StepException e)
        {
            throw new AgentException(e.Message, "run it as root, or name another folder with 'state'");
        }
    }

    private SecretKeys? Keys()
    {
        if (_configuration.SecretsIdentity is not { } file)
            return _configuration.Server is null ? SecretKeys.None : null;
        return AgeIdentity.Open(file, out var problem) is { } identity ? SecretKeys.Of(identity) : throw new AgentException(problem!.Message, problem.Hint);
    }

    private SecretCache Cache(IdentityFolder identity)
    {
        using var key = identity.ReadKey();
        return new(_state, key);
    }

    private IEnumerable<Task> Others(CancellationToken end)
    {
        yield return new ControlSocket(_state.In(ControlClient.Name), AnswerAsync, _log).RunAsync(end);
        yield return _watchdog.RunAsync(end);
        if (_poll is not null)
            yield return _poll.RunAsync(end);
        if (_sender is not null)
            yield return _sender.RunAsync(end);
        if (_renewal is not null)
            yield return _renewal.RunAsync(end);
        if (_repair is not null)
            yield return Task.Run(() => RepairAsync(end), end);
    }

    private async Task RepairAsync(CancellationToken end)
    {
        try
        {
            await _repair!.RunAsync(end).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            _log.Error($"nothing is repaired between runs: {e.Message}");
        }
    }

    private async Task LoopAsync(List<Task> others, CancellationToken stop, CancellationToken abort)
    {
        var schedule = new Schedule(Node, _configuration.Interval, _configuration.Splay, Random.Shared);
        _next = schedule.Next(_time.GetUtcNow());
        while (!stop.IsCancellationRequested)
        {
            // A part that ended by a mistake is no part to go on without: systemd starts all of them again.
            if (others.Find(static task => task.IsFaulted) is { } broken)
                await broken.ConfigureAwait(false);
            var wait = _next.Value - _time.GetUtcNow();
            var errand = await _agenda.NextAsync(wait < _watchdog.Tick ? wait : Shorter(wait), stop).ConfigureAwait(false);
            _watchdog.Beat();
            if (errand is not null || _time.GetUtcNow() >= _next.Value)
            {
                await RunAsync(errand ?? new(RunTrigger.Schedule), stop, abort).ConfigureAwait(false);
                _next = schedule.Next(_time.GetUtcNow());
                ShowStatus();
            }
            if (_notifier.IsService && Successor() is { } successor)
            {
                _log.Info(successor);
                await SendRestAsync(stop).ConfigureAwait(false);
                return;
            }
        }
    }

    /// <summary>Why systemd is to start the program again; null if it is not.</summary>
    private string? Successor() =>
        ProgramFile.WasReplaced ? "this program was replaced by another version, which takes over"
        : IsOutdated?.Invoke() == true ? "the configuration is another one, so it begins anew"
        : null;

    /// <summary>Others may wait for what this node has become: that is not kept back until the next start.</summary>
    private async Task SendRestAsync(CancellationToken stop)
    {
        var end = _time.GetUtcNow() + RestPatience;
        while (_outbox?.List().Count > 0 && _time.GetUtcNow() < end)
            await Task.Delay(RestPause, _time, stop).ConfigureAwait(false);
    }

    private TimeSpan Shorter(TimeSpan wait) => _watchdog.Tick < LongestWait ? _watchdog.Tick : wait < LongestWait ? wait : LongestWait;

    private async Task RunAsync(Errand errand, CancellationToken stop, CancellationToken abort)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(abort);
        deadline.CancelAfter(_configuration.Deadline);
        _watchdog.BeginRun();
        try
        {
            var result = await _runner.RunAsync(errand, stop, deadline.Token).ConfigureAwait(false);
            _last = result.Report ?? _last;
            foreach (var waiting in errand.Waiting)
                waiting.TrySetResult(result);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // A run that ends by a mistake of the program is no reason to leave the machine alone.
            _log.Error($"this should not happen: {e}");
            foreach (var waiting in errand.Waiting)
                waiting.TrySetException(e);
        }
        finally
        {
            _doing = null;
            _watchdog.EndRun();
            foreach (var waiting in errand.Waiting)
                waiting.TrySetCanceled(CancellationToken.None);
        }
        _runner.Collect();
        _sender?.Hurry();
        WriteMetrics();
        // A run takes much more memory than waiting does.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private void Repaired(Report report)
    {
        Interlocked.Increment(ref _repairs);
        _runner.Put(report, order: null);
        _sender?.Hurry();
        ShowStatus();
    }

    private void Do(string what)
    {
        _doing = what;
        ShowStatus();
    }

    private void ShowStatus()
    {
        var server = _link is null ? "" : _link.IsLost ? "; the server cannot be reached" : "";
        var last = _last is null ? "" : $"; run {_last.Number} {ReportDocument.Name(_last.Status)}";
        _notifier.Status($"{_doing ?? (_next is { } next ? $"next run at {next.UtcDateTime:HH:mm:ss} UTC" : "starting")}{last}{server}");
    }

    private void WriteMetrics()
    {
        try
        {
            _state.Metrics.Write(() => new AgentFigures(_link is null ? null : !_link.IsLost, _outbox?.List().Count ?? 0, _renewal?.End, _started));
        }
        catch (StepException e)
        {
            _log.Warning($"metrics cannot be written: {e.Message}");
        }
    }

    private async Task<string> AnswerAsync(string[] words, CancellationToken stop)
    {
        if (words is not ["run", ..])
            return Status().ToJson();
        var done = new TaskCompletionSource<RunResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _agenda.Ask(new(RunTrigger.Manual) { AllowsOlder = words is [_, "older"], Waiting = [done] });
        var result = await done.Task.WaitAsync(stop).ConfigureAwait(false);
        return result.Report is { } report ? System.Text.Encoding.UTF8.GetString(ReportDocument.ToJson(report).Span) : "{}";
    }

    private AgentStatus Status() => new(Node, AgentVersion.Text, _started)
    {
        Doing = _doing,
        NextRun = _next,
        LastRun = _last is { } last ? new(last.Number, ReportDocument.Name(last.Status), last.End, last.Broken) : null,
        Environment = _runner.Memory.Environment,
        Commit = _runner.Memory.Commit,
        Server = _configuration.Server?.ToString(),
        IsReachable = _link?.Since is null ? null : !_link.IsLost,
        Since = _link?.Since,
        Problem = _link?.Problem,
        Waiting = _outbox?.List().Count ?? 0,
        CertificateEnd = _renewal?.End,
        Repairs = _repair is null ? null : Interlocked.Read(ref _repairs),
    };
}
