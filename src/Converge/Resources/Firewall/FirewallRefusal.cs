using Converge.Resources.Machines;

namespace Converge.Resources.Firewall;

/// <summary>Whether a change of the firewall would cut off whom this machine is reached by.</summary>
public static class FirewallRefusal
{
    /// <returns>Null if it would not; of those who are shut out already none is cut off.</returns>
    public static string? Of(IFirewall firewall, IEnumerable<FirewallRule> rules, FirewallState state)
    {
        ArgumentNullException.ThrowIfNull(firewall);
        ArgumentNullException.ThrowIfNull(state);
        if (!state.Enabled)
            return null;
        // Nobody is shut out by what is not in the kernel.
        var now = firewall.Gap is { IsOpen: true } ? firewall.State with { Enabled = false } : firewall.State;
        var before = new FirewallVerdict(firewall.Rules, now, firewall.Profiles, firewall.HasV6);
        var after = new FirewallVerdict(rules, state, firewall.Profiles, firewall.HasV6);
        foreach (var packet in firewall.Lifelines)
        {
            if (before.Admits(packet) && !after.Admits(packet))
                return $"this would cut off {packet}, by which this machine is reached now: allow it, or say 'force: true'";
        }
        return null;
    }
}
