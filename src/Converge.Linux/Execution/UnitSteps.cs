#pragma warning disable CS9113
using Converge.Linux.Machine;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Asks systemd to change units, and waits until it has.</summary>
internal sealed class UnitSteps(LinuxMachine machine)
{
    public Task<StepResult> ChangeAsync(ChangeUnit step, CancellationToken cancel) => throw new StepException("not yet");

    public Task<StepResult> ReloadFilesAsync(CancellationToken cancel) => throw new StepException("not yet");
}
