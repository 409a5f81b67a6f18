using Converge.Language.Values;
using Converge.Linux.Machine;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Runs commands.</summary>
internal sealed class CommandSteps(LinuxMachine machine)
{
    public async Task<StepResult> RunAsync(RunCommand step, CancellationToken cancel)
    {
        var command = step.Command;
        var result = await machine.QueryAsync(command, cancel).ConfigureAwait(false);
        var output = command.Mask(result.Output);
        if (result.TimedOut)
            throw new StepException($"'{command}' took longer than {Duration.Print(command.Timeout)} and was ended", output);
        if (!result.Succeeded)
            throw new StepException($"'{command}' ended with {result.ExitCode}", output);
        return new() { Output = output };
    }
}
