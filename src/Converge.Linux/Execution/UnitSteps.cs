using Converge.Linux.Machine;
using Converge.Linux.Machine.Systemd;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Asks systemd to change units, and waits until it has.</summary>
/// <param name="patience">How long a unit may take to start or stop; systemd itself ends most sooner.</param>
internal sealed class UnitSteps(LinuxMachine machine, TimeSpan? patience = null)
{
    private const string SysvInstall = "/lib/systemd/systemd-sysv-install";

    private readonly TimeSpan _patience = patience ?? TimeSpan.FromMinutes(10);

    public async Task<StepResult> ChangeAsync(ChangeUnit step, CancellationToken cancel)
    {
        if (step.Verb is UnitVerb.Enable or UnitVerb.Disable && await ChangeScriptAsync(step, cancel).ConfigureAwait(false) is { } done)
            return done;
        return await AskAsync($"{step}", control => Change(control, step, cancel), cancel).ConfigureAwait(false);
    }

    public Task<StepResult> ReloadFilesAsync(CancellationToken cancel) => AskAsync("daemon-reload", static control =>
    {
        control.ReloadFiles();
        return StepResult.Done;
    }, cancel);

    /// <summary>On a thread of its own: an answer of systemd is waited for, and those of the pool are too few to wait.</summary>
    private Task<StepResult> AskAsync(string what, Func<UnitControl, StepResult> ask, CancellationToken cancel) => Task.Factory.StartNew(() =>
    {
        try
        {
            using var control = machine.ConnectToSystemd();
            return ask(control);
        }
        catch (BusException e)
        {
            throw new StepException($"'{what}' is refused: {e.Message.TrimEnd('.')}{UnitProblem.Hint(e)}");
        }
    }, cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private StepResult Change(UnitControl control, ChangeUnit step, CancellationToken cancel)
    {
        switch (step.Verb)
        {
            case UnitVerb.Enable:
                return Enable(control, step.Unit, cancel);
            case UnitVerb.Disable:
                control.Disable(step.Unit);
                break;
            case UnitVerb.Mask:
                control.Mask(step.Unit);
                break;
            case UnitVerb.Unmask:
                control.Unmask(step.Unit);
                break;
            default:
                return new UnitJob(control, step, _patience).Run(cancel);
        }
        // It has links of its own in its memory.
        control.ReloadFiles();
        return StepResult.Done;
    }

    private StepResult Enable(UnitControl control, string unit, CancellationToken cancel)
    {
        var running = RunningService.Find(control, unit);
        if (!control.Enable(unit))
            throw new StepException($"'{unit}' cannot be enabled: it has no [Install] section, so it is started when another unit needs it, and not at boot");
        control.ReloadFiles();
        if (running is not { IsLost: true })
            return StepResult.Done;
        // systemd 252 does not survive the end of the main process of what it takes for stopped, so it gets another one first.
        TryStart(new(control, new(UnitVerb.Start, unit), _patience), cancel);
        running.End(cancel);
        // That one may lack what the first had still, such as a port.
        new UnitJob(control, new(UnitVerb.Restart, unit), _patience).Run(cancel);
        return new() { Output = $"systemd lost sight of '{unit}' when it got its names, so it was started again" };
    }

    private static void TryStart(UnitJob start, CancellationToken cancel)
    {
        try
        {
            start.Run(cancel);
        }
        catch (StepException)
        {
            // It cannot run twice.
        }
    }

    /// <summary>A script as they were before systemd is enabled by the program that knows how: what systemd makes of it is made anew with each boot.</summary>
    private async Task<StepResult?> ChangeScriptAsync(ChangeUnit step, CancellationToken cancel)
    {
        if (machine.Units.Find(step.Unit)?.FileState != "generated" || SysvScript.Of(step.Unit, machine.Files) is not { } script)
            return null;
        var verb = step.Verb == UnitVerb.Enable ? "enable" : "disable";
        var result = await machine.QueryAsync(new([SysvInstall, verb, script]), cancel).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new StepException($"'{SysvInstall} {verb} {script}' {(result.TimedOut ? "took too long" : $"ended with {result.ExitCode}")}", result.Output);
        await ReloadFilesAsync(cancel).ConfigureAwait(false);
        return new() { Output = result.Output };
    }
}
