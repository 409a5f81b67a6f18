using System.Runtime.InteropServices;
using Converge.Cli.Output;

namespace Converge.Cli.Input;

/// <summary>
/// How a run is ended from outside: the first signal lets it finish its step and write its report, the second one, or the
/// end of its time, breaks off what can be broken off.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _deadline;
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals(TimeSpan deadline)
    {
        _deadline = new(deadline);
        _registrations = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    public CancellationToken Stop => _stop.Token;

    public CancellationToken Deadline => _deadline.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
        _deadline.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_stop.IsCancellationRequested)
        {
            _deadline.Cancel();
            return;
        }
        Standard.Error("converge: stopping after this step; once more breaks it off\n");
        _stop.Cancel();
    }
}
