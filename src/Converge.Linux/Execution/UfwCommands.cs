using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Linux.Execution;

/// <summary>The programs that stand between ufw's files and the kernel.</summary>
internal sealed class UfwCommands(LinuxMachine machine)
{
    private const int Busy = 4;

    public async Task<string> UfwAsync(string[] words, CancellationToken cancel)
    {
        var command = new CommandSpec(["ufw", .. words]);
        var result = await machine.QueryAsync(command, cancel).ConfigureAwait(false);
        return result.Succeeded ? result.Output : throw Failed(command, result);
    }

    /// <summary>
    /// Whether its chains are in the kernel. Where they are not, nothing is to be loaded: the chains would lead nowhere, and
    /// would have ufw believe that it runs already.
    /// </summary>
    public async Task<bool> IsLoadedAsync(CancellationToken cancel)
    {
        var command = new CommandSpec(["iptables", "-w", "-n", "-L", "ufw-user-input"]);
        var result = await machine.QueryAsync(command, cancel).ConfigureAwait(false);
        return result is { TimedOut: false, ExitCode: not Busy } ? result.Succeeded : throw Failed(command, result);
    }

    /// <summary>Exchanges all rules of a family in one transaction, as ufw does it: 'ufw reload' would open the machine for a moment.</summary>
    public async Task LoadAsync(FirewallFamily family, string text, bool onlyTest, CancellationToken cancel)
    {
        var program = family == FirewallFamily.V6 ? "ip6tables-restore" : "iptables-restore";
        var command = new CommandSpec(onlyTest ? [program, "-n", "-w", "10", "--test"] : [program, "-n", "-w", "10"]) { Stdin = text };
        var result = await machine.QueryAsync(command, cancel).ConfigureAwait(false);
        // Another program changed the rules meanwhile.
        if (result.ExitCode == Busy)
            result = await machine.QueryAsync(command, cancel).ConfigureAwait(false);
        if (!result.Succeeded)
            throw Failed(command, result);
    }

    /// <summary>Begins from the very start, policies included.</summary>
    public async Task ReloadAsync(bool isEnabled)
    {
        var command = new CommandSpec(["/lib/ufw/ufw-init", isEnabled ? "force-reload" : "force-stop"]);
        var result = await machine.QueryAsync(command, CancellationToken.None).ConfigureAwait(false);
        if (!result.Succeeded)
            throw Failed(command, result);
    }

    private static StepException Failed(CommandSpec command, CommandResult result) =>
        new(result.TimedOut ? $"'{command}' took too long and was ended" : $"'{command}' ended with {result.ExitCode}", result.Output);
}
