using System.Globalization;
using Converge.Linux.Machine;
using Converge.Linux.Resources.Boot;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Boots of the machine: a step only says that there is to be one, since what runs would not live to tell of it.</summary>
internal static class BootSteps
{
    public static StepResult Ask(AskForBoot step, LinuxMachine machine)
    {
        var boot = machine.LinuxBoot;
        boot.Ask(step.Reason);
        if (!BootWindow.IsOpen(step.Window, boot.Now))
            return new() { Output = $"the machine boots in a run in {step.Window}\n" };
        return Order(new(step.Reason, "asked for by a change", step.Delay), machine);
    }

    public static StepResult Order(BootAfterRun step, LinuxMachine machine)
    {
        machine.LinuxBoot.Order = step;
        return StepResult.Done;
    }

    /// <summary>For the end of a run, when its report is written.</summary>
    /// <returns>What went wrong; null if nothing did.</returns>
    public static async Task<string?> BootAsync(BootAfterRun order, LinuxMachine machine)
    {
        machine.LinuxBoot.Remember(order);
        var minutes = ((int)Math.Ceiling(order.Delay.TotalMinutes)).ToString(CultureInfo.InvariantCulture);
        // Users are warned by what counts the minutes; 'shutdown -c' takes it back.
        string[] command = order.Delay > TimeSpan.Zero ? ["shutdown", "-r", $"+{minutes}", order.Reason] : ["systemctl", "reboot", $"--message={order.Reason}"];
        var result = await machine.QueryAsync(new([.. command]), CancellationToken.None).ConfigureAwait(false);
        return result.Succeeded ? null : $"'{string.Join(' ', command)}' ended with {result.ExitCode}: {result.Output.Trim()}";
    }
}
