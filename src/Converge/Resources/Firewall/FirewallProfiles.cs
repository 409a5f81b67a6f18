using System.Collections.Immutable;

namespace Converge.Resources.Firewall;

/// <summary>Ports of a profile, as <see cref="FirewallPorts"/> writes them, and their protocol.</summary>
public readonly record struct FirewallProfilePorts(string Ports, string Protocol);

/// <summary>The profiles that ufw knows, by name.</summary>
public sealed class FirewallProfiles(ImmutableDictionary<string, ImmutableArray<FirewallProfilePorts>> profiles)
{
    public static FirewallProfiles None { get; } = new(ImmutableDictionary<string, ImmutableArray<FirewallProfilePorts>>.Empty);

    /// <summary>
    /// What the profiles of a rule stand for: protocol, ports it goes to and ports it comes from. Of a rule without profiles
    /// it is what the rule says itself; of an unknown profile nothing.
    /// </summary>
    public IEnumerable<(string Protocol, string? To, string? From)> Expand(FirewallRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.To.App is null && rule.From.App is null)
            return [(rule.Protocol, rule.To.Ports, rule.From.Ports)];
        if (rule.From.App is null)
            return Find(rule.To.App!).Select(to => (to.Protocol, (string?)to.Ports, rule.From.Ports));
        if (rule.To.App is null)
            return Find(rule.From.App).Select(from => (from.Protocol, rule.To.Ports, (string?)from.Ports));
        // The same one at both ends means the same port at both.
        if (rule.To.App == rule.From.App)
            return Find(rule.To.App).Select(static both => (both.Protocol, (string?)both.Ports, (string?)both.Ports));
        return from to in Find(rule.To.App)
               from @from in Find(rule.From.App)
               select (@from.Protocol == FirewallRule.AnyProtocol ? to.Protocol : @from.Protocol, (string?)to.Ports, (string?)@from.Ports);
    }

    private ImmutableArray<FirewallProfilePorts> Find(string name) => profiles.TryGetValue(name, out var ports) ? ports : [];
}
