using Converge.Agent.Configuration;
using Converge.Agent.Control;
using Converge.Agent.Running;
using Converge.Reports;
using Xunit.Sdk;

namespace Converge.Agent.Tests.Live;

/// <summary>An agent that runs in this process.</summary>
internal sealed class LiveAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly StringWriter _log = new();
    private readonly AgentService _service;
    private readonly string _state;
    private readonly Task _running;

    public LiveAgent(AgentConfiguration configuration)
    {
        _state = configuration.State;
        _service = new(configuration, new(LogLevel.Debug, _log, usesJournal: false), new(socket: null, watchdog: null), TimeProvider.System);
        _running = Task.Run(() => _service.RunAsync(_stop.Token, _abort.Token));
    }

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public async Task<AgentStatus> StatusAsync()
    {
        // It listens soon after it has begun.
        while (!File.Exists(Path.Combine(_state, ControlClient.Name)) && !_running.IsCompleted)
            await Task.Delay(20);
        return AgentStatus.Read(await ControlClient.AskAsync(_state, "status", CancellationToken.None));
    }

    public async Task<Report> RunAsync(bool allowsOlder = false) =>
        ReportReader.Read(System.Text.Encoding.UTF8.GetBytes(await ControlClient.AskAsync(_state, allowsOlder ? "run older" : "run", CancellationToken.None)));

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var patience = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (!await isSo())
        {
            if (_running.IsCompleted)
                await _running;
            if (DateTime.UtcNow > patience)
                throw new XunitException($"{what} did not come about; the agent says:\n{Log}");
            await Task.Delay(20);
        }
    }

    public Task UntilAsync(Func<bool> isSo, string what) => UntilAsync(() => Task.FromResult(isSo()), what);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _service.Dispose();
        _stop.Dispose();
        _abort.Dispose();
        await _log.DisposeAsync();
    }
}
