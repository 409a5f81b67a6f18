using System.Diagnostics;
using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Linux.Tests.Machine.Systemd;
using Converge.Plans;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Execution;

public sealed class UnitStepsTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [LibraryFact]
    public async Task A_job_is_waited_for_among_those_of_others()
    {
        using var systemd = new FakeSystemd(_root);
        (await Do(UnitVerb.Start, "good.service")).ShouldBe(StepResult.Done);
        (await Do(UnitVerb.Stop, "good.service")).ShouldBe(StepResult.Done);
        (await Do(UnitVerb.TryRestart, "stopped.service")).Output.ShouldBe("'stopped.service' does not run, so there was nothing to do");
        systemd.Changes.ShouldBe(["StartUnit good.service replace", "StopUnit good.service replace", "TryRestartUnit stopped.service replace"]);
    }

    [LibraryFact]
    public async Task A_file_that_changed_is_read_first_and_a_failure_forgotten()
    {
        using var systemd = new FakeSystemd(_root);
        await Do(UnitVerb.Restart, "changed.service");
        (await Failure(UnitVerb.Start, "bad.service")).ShouldBe("'bad.service' did not start: its process ended with 3");
        systemd.Changes.ShouldBe(["Reload", "RestartUnit changed.service replace", "ResetFailedUnit bad.service", "StartUnit bad.service replace"]);
    }

    [LibraryFact]
    public async Task What_did_not_become_of_it_is_told()
    {
        using var systemd = new FakeSystemd(_root);
        (await Failure(UnitVerb.Start, "needy.service")).ShouldBe("'needy.service' did not start: a unit that it needs did not start");
        (await Failure(UnitVerb.Restart, "looping.service")).ShouldBe("'looping.service' did not start again: its process ended with 3");
        (await Failure(UnitVerb.Start, "idle-by-condition.service")).ShouldBe("'idle-by-condition.service' was not started: a condition in its file is not met");
        (await Failure(UnitVerb.Start, "hanging.service", TimeSpan.FromMilliseconds(400))).ShouldBe("'hanging.service' did not start: it is still busy after 400ms");
        (await Failure(UnitVerb.Reload, "good.service")).ShouldBe("'reload good.service' is refused: Job type reload is not applicable for unit good.service; notify 'restart' instead");
    }

    [LibraryFact]
    public async Task The_end_of_the_run_is_not_waited_for()
    {
        using var systemd = new FakeSystemd(_root);
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Should.ThrowAsync<OperationCanceledException>(() => Do(UnitVerb.Start, "hanging.service", TimeSpan.FromMinutes(1), end.Token));
    }

    [LibraryFact]
    public async Task Files_of_units_are_changed_and_read_again()
    {
        using var systemd = new FakeSystemd(_root);
        foreach (var verb in new[] { UnitVerb.Enable, UnitVerb.Disable, UnitVerb.Mask, UnitVerb.Unmask })
            await Do(verb, "good.service");
        (await Failure(UnitVerb.Enable, "bad.service")).ShouldStartWith("'bad.service' cannot be enabled: it has no [Install] section");
        systemd.Changes.ShouldBe(
        [
            "EnableUnitFiles good.service no no", "Reload", "DisableUnitFiles good.service no", "DisableUnitFiles good.service yes", "Reload",
            "MaskUnitFiles good.service no no", "Reload", "UnmaskUnitFiles good.service no", "UnmaskUnitFiles good.service yes", "Reload",
            "EnableUnitFiles bad.service no no",
        ]);
    }

    [LibraryFact]
    public async Task What_systemd_loses_when_it_gets_a_name_is_started_again_and_what_ran_is_ended()
    {
        foreach (var unit in new[] { "renamed.service", "single.service" })
        {
            using var process = Process.Start("sleep", "600");
            using var systemd = new FakeSystemd(_root) { Renamed = process };
            (await Do(UnitVerb.Enable, unit)).Output.ShouldBe($"systemd lost sight of '{unit}' when it got its names, so it was started again");
            process.HasExited.ShouldBeTrue();
            systemd.Changes.ShouldBe([$"EnableUnitFiles {unit} no no", "Reload", $"StartUnit {unit} replace", $"RestartUnit {unit} replace"]);
        }
    }

    [LibraryFact]
    public async Task Without_systemd_nothing_starts() =>
        (await Failure(UnitVerb.Start, "good.service")).ShouldBe("'start good.service' is refused: systemd does not run here");

    private async Task<StepResult> Do(UnitVerb verb, string unit, TimeSpan? patience = null, CancellationToken cancel = default)
    {
        using var machine = new LinuxMachine(_root.Path);
        return await new UnitSteps(machine, patience).ChangeAsync(new(verb, unit), cancel);
    }

    private async Task<string> Failure(UnitVerb verb, string unit, TimeSpan? patience = null) => (await Should.ThrowAsync<StepException>(() => Do(verb, unit, patience))).Message;
}
