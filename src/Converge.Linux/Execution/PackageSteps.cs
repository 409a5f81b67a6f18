#pragma warning disable CS9113
using Converge.Linux.Machine;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Has apt and dpkg change what is installed.</summary>
internal sealed class PackageSteps(LinuxMachine machine)
{
    public Task<StepResult> ChangeAsync(ChangePackages step, CancellationToken cancel) => throw new StepException("not yet");

    public Task<StepResult> UpdateAsync(UpdatePackageLists step, CancellationToken cancel) => throw new StepException("not yet");
}
