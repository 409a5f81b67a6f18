using System.Diagnostics;
using Converge.Linux.Machine.Processes;
using Converge.Linux.Machine.Systemd;

namespace Converge.Linux.Execution;

/// <summary>
/// A service that runs while it gets another name. If a unit of that name was asked for before there was one, as <c>syslog.socket</c> asks
/// for <c>syslog.service</c>, systemd notes the state of both when it reads its files anew, and takes whichever comes last for
/// the unit that both are then: what runs may be over for it. It would start it beside itself.
/// </summary>
internal sealed class RunningService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // As long as systemd waits by itself before it kills.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly UnitControl _control;
    private readonly string _unit;
    private readonly int _process;

    private RunningService(UnitControl control, string unit, int process) => (_control, _unit, _process) = (control, unit, process);

    /// <summary>Null if it does not run.</summary>
    public static RunningService? Find(UnitControl control, string unit)
    {
        if (!unit.EndsWith(".service", StringComparison.Ordinal))
            return null;
        var path = control.Load(unit);
        return control.ActiveState(path) == "active" && control.MainProcess(path) is > 0 and var process ? new(control, unit, process) : null;
    }

    /// <summary>Whether systemd takes it for stopped, and it runs.</summary>
    public bool IsLost => _control.ActiveState(_control.Load(_unit)) == "inactive" && IsThere;

    private bool IsThere => _control.Processes(_unit).Contains(_process);

    /// <summary>Ends what still runs of it. Only when systemd knows it no more.</summary>
    public void End(CancellationToken cancel)
    {
        _ = Posix.Signal(_process, Posix.Terminate);
        for (var clock = Stopwatch.StartNew(); IsThere; cancel.WaitHandle.WaitOne(Pause))
        {
            cancel.ThrowIfCancellationRequested();
            if (clock.Elapsed > Patience)
                _ = Posix.Signal(_process, Posix.Kill);
        }
    }
}
