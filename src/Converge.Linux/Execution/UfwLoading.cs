using System.Text;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Ufw;
using Converge.Resources.Firewall;

namespace Converge.Linux.Execution;

/// <summary>Has the kernel do what ufw's files say.</summary>
internal sealed class UfwLoading(LinuxMachine machine)
{
    private readonly UfwCommands _commands = new(machine);

    /// <summary>Closes the gap that there is, if there is one, with as little ado as may be.</summary>
    public async Task MendAsync(CancellationToken cancel)
    {
        // ufw empties its chains before it fills them.
        using var alone = await UfwLock.TakeAsync(machine.LinuxFiles, cancel).ConfigureAwait(false);
        machine.ForgetFirewall();
        if (machine.Firewall.Gap is not { } gap)
            return;
        if (gap.IsOpen)
            await BeginAnewAsync().ConfigureAwait(false);
        else
            await LoadRulesAsync(machine.Firewall.HasV6).ConfigureAwait(false);
        machine.ForgetFirewall();
    }

    /// <summary>Loads the rules of the files as they are; ufw's other chains must be there.</summary>
    public async Task LoadRulesAsync(bool hasV6)
    {
        foreach (var (path, family) in new[] { (UfwRules.V4Path, FirewallFamily.V4), (UfwRules.V6Path, FirewallFamily.V6) })
        {
            if ((family == FirewallFamily.V4 || hasV6) && machine.LinuxFiles.ReadThrough(path) is { } text)
                await _commands.LoadAsync(family, Encoding.UTF8.GetString(text.Span), onlyTest: false, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>From the very start, and with the chains that ufw would take for linked because they are there.</summary>
    public async Task BeginAnewAsync()
    {
        foreach (var family in machine.Firewall.HasV6 ? [FirewallFamily.V4, FirewallFamily.V6] : new[] { FirewallFamily.V4 })
        {
            if (machine.KernelFirewall.Relinking(family) is { } text)
                await _commands.LoadAsync(family, text, onlyTest: false, CancellationToken.None).ConfigureAwait(false);
        }
        await _commands.ReloadAsync(isEnabled: true).ConfigureAwait(false);
    }
}
