using Converge.Language.Values;
using Converge.Linux.Machine.Systemd;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Starts, stops or reloads one unit, and tells why it failed with what it wrote to the journal meanwhile.</summary>
internal sealed class UnitJob(UnitControl control, ChangeUnit step, TimeSpan patience)
{
    // A simple service has started as soon as it has a process; most that cannot run end at once.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    // What it wrote is on its way through another process.
    private static readonly TimeSpan JournalPause = TimeSpan.FromMilliseconds(50);
    private const int JournalTries = 6;

    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;

    private bool Starts => step.Verb is UnitVerb.Start or UnitVerb.Restart or UnitVerb.TryRestart;

    public StepResult Run(CancellationToken cancel)
    {
        var path = control.Load(step.Unit);
        if (control.NeedsReload(path))
            control.ReloadFiles();
        // It may have failed too often to be started again; whoever asks has mended something.
        if (step.Verb is UnitVerb.Start or UnitVerb.Restart && control.ActiveState(path) == "failed")
            control.ResetFailed(step.Unit);
        var result = control.RunJob(Method(path), step.Unit, patience, cancel);
        if (result == "invalid" && step.Verb is UnitVerb.Reload or UnitVerb.TryRestart)
            return new() { Output = $"'{step.Unit}' does not run, so there was nothing to do" };
        if (result is not ("done" or "skipped"))
            throw Failed(path, result);
        if (Starts)
            Settle(path, cancel);
        return StepResult.Done;
    }

    private string Method(string path) => step.Verb switch
    {
        // A start would wait until it is tried again by itself, which may be in an hour.
        UnitVerb.Start when IsTriedAgain(path) => "RestartUnit",
        UnitVerb.Start => "StartUnit",
        UnitVerb.Stop => "StopUnit",
        UnitVerb.Restart => "RestartUnit",
        UnitVerb.TryRestart => "TryRestartUnit",
        _ => "ReloadUnit",
    };

    private bool IsService => step.Unit.EndsWith(".service", StringComparison.Ordinal);

    private bool IsTriedAgain(string path) => control.ActiveState(path) == "activating" && control.SubState(path) == "auto-restart";

    private void Settle(string path, CancellationToken cancel)
    {
        if (IsService && control.StartsAtOnce(path))
            cancel.WaitHandle.WaitOne(Settling);
        var active = control.ActiveState(path);
        if (active == "failed" || IsTriedAgain(path))
            throw Failed(path, "failed");
        if (active == "inactive" && step.Verb != UnitVerb.TryRestart && !control.MetConditions(path))
            throw new StepException($"'{step.Unit}' was not started: a condition in its file is not met", Lines());
    }

    private StepException Failed(string path, string? result)
    {
        var did = step.Verb switch
        {
            UnitVerb.Stop => "did not stop",
            UnitVerb.Reload => "did not reload",
            UnitVerb.Start => "did not start",
            _ => "did not start again",
        };
        return new($"'{step.Unit}' {did}: {Reason(path, result)}", Lines());
    }

    private string Reason(string path, string? result) => result switch
    {
        null => $"it is still busy after {Duration.Print(patience)}",
        "timeout" => "it took longer than its file allows",
        "dependency" => "a unit that it needs did not start",
        "canceled" => "somebody else asked for the contrary meanwhile",
        "assert" => "an assertion in its file is not met",
        "unsupported" => "there are no such units on this machine",
        "once" => "it may be started once only in the life of a machine",
        _ when IsService && step.Verb != UnitVerb.Reload => UnitProblem.Describe(control.Ending(path)),
        "failed" when step.Verb == UnitVerb.Reload => "what it runs to reload failed",
        _ => $"its job ended as '{result}'",
    };

    /// <summary>Until systemd itself has written something about it, which is the last thing.</summary>
    private string Lines()
    {
        var journal = new Journal();
        var lines = "";
        for (var i = 0; i < JournalTries; i++)
        {
            Thread.Sleep(JournalPause);
            var more = journal.LastLines(step.Unit, _start);
            if (more.Length > 0 && more == lines)
                break;
            lines = more;
        }
        return lines;
    }
}
