#pragma warning disable CS9113
using Converge.Linux.Machine;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Changes the rules and the state of ufw.</summary>
internal sealed class FirewallSteps(LinuxMachine machine, IContentStore contents)
{
    public Task<StepResult> ChangeAsync(ChangeFirewallRules step, CancellationToken cancel) => throw new StepException("not yet");

    public Task<StepResult> SetAsync(SetFirewallState step, CancellationToken cancel) => throw new StepException("not yet");
}
