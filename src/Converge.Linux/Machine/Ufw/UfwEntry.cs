using Converge.Resources.Firewall;

namespace Converge.Linux.Machine.Ufw;

/// <summary>
/// A rule as it stands in the file of one family. A profile is noted down once for each of its ports, as they were when
/// the rule was added.
/// </summary>
/// <param name="Rule">Of one family.</param>
/// <param name="ToPorts">Null for any.</param>
internal sealed record UfwEntry(FirewallRule Rule, string Protocol, string? ToPorts, string? FromPorts)
{
    public bool IsOfProfile => (Rule.To.App ?? Rule.From.App) is not null;

    public bool HasPorts => (ToPorts ?? FromPorts) is not null;

    /// <summary>Whether iptables needs its match of several ports.</summary>
    public bool HasSeveralPorts => FirewallPorts.AreSeveral(ToPorts ?? "") || FirewallPorts.AreSeveral(FromPorts ?? "");

    public static UfwEntry Of(FirewallRule rule) => new(rule, rule.Protocol, rule.To.Ports, rule.From.Ports);
}
