using System.Globalization;
using Converge.Language.Values;
using Converge.Resources.Machines;

namespace Converge.Resources.Firewall;

/// <summary>
/// What a firewall does with packets: the first rule that is for a packet decides, else the policy. ufw's own rules around
/// them are left out, but for the loopback interface, which they let pass.
/// </summary>
/// <param name="hasV6">Whether ufw is for IPv6; else it lets nothing of it pass.</param>
public sealed class FirewallVerdict(IEnumerable<FirewallRule> rules, FirewallState state, FirewallProfiles profiles, bool hasV6 = true)
{
    private const string Loopback = "lo";

    // A name that ends so means all interfaces that begin so.
    private const char Wildcard = '+';

    private readonly List<FirewallRule> _rules = [.. rules];

    /// <summary>Whether a new connection that begins with this packet comes about.</summary>
    public bool Admits(FirewallPacket packet) => Of(packet) is FirewallAction.Allow or FirewallAction.Limit;

    /// <summary>What is not known of a packet is taken for the worst.</summary>
    public FirewallAction Of(FirewallPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (!state.Enabled || packet.InInterface == Loopback || packet.OutInterface == Loopback)
            return FirewallAction.Allow;
        if (packet.From.Version == 6 && !hasV6)
            return FirewallAction.Deny;
        foreach (var rule in _rules)
        {
            var isClosed = rule.Action is FirewallAction.Deny or FirewallAction.Reject;
            if (Matches(rule, packet) ?? isClosed)
                return rule.Action;
        }
        return (packet.Way switch { FirewallWay.In => state.Incoming, FirewallWay.Out => state.Outgoing, _ => state.Routed }) switch
        {
            "allow" => FirewallAction.Allow,
            "reject" => FirewallAction.Reject,
            _ => FirewallAction.Deny,
        };
    }

    /// <returns>Null if that cannot be known.</returns>
    private bool? Matches(FirewallRule rule, FirewallPacket packet)
    {
        if (!IsOfWay(rule, packet.Way) || !IsOfFamily(rule, packet.From.Version) || !IsIn(rule.From.Network, packet.From) || !IsIn(rule.To.Network, packet.To))
            return false;
        var interfaces = And(IsOn(rule.InInterface, packet.InInterface), IsOn(rule.OutInterface, packet.OutInterface));
        if (interfaces == false)
            return false;
        var isUnknown = true;
        foreach (var (protocol, to, from) in profiles.Expand(rule))
        {
            isUnknown = false;
            if (IsOfProtocol(protocol, to ?? from, packet.Protocol) && HasPort(to, packet.ToPort) && HasPort(from, packet.FromPort))
                return interfaces;
        }
        return isUnknown ? null : false;
    }

    private static bool? And(bool? one, bool? other) => one == false || other == false ? false : one is null || other is null ? null : true;

    private static bool IsOfWay(FirewallRule rule, FirewallWay way) =>
        rule.IsRoute == (way == FirewallWay.Routed) && (rule.IsRoute || (rule.Direction == FirewallDirection.Out) == (way == FirewallWay.Out));

    private static bool IsOfFamily(FirewallRule rule, int version) =>
        rule.Family == FirewallFamily.Both || (rule.Family == FirewallFamily.V6) == (version == 6);

    private static bool IsIn(IpNetwork? network, IpAddress address) => network is not { } some || some.Contains(IpNetwork.Of(address, address.Bits));

    private static bool? IsOn(string? wanted, string? actual)
    {
        if (wanted is null)
            return true;
        if (actual is null)
            return null;
        return wanted.EndsWith(Wildcard) ? actual.StartsWith(wanted[..^1], StringComparison.Ordinal) : actual == wanted;
    }

    private static bool IsOfProtocol(string wanted, string? ports, string actual) =>
        wanted == actual || (wanted == FirewallRule.AnyProtocol && (ports is null || actual is "tcp" or "udp"));

    private static bool HasPort(string? ports, int? port)
    {
        if (ports is null)
            return true;
        if (port is null)
            return false;
        foreach (var part in ports.Split(','))
        {
            var ends = part.Split(':');
            if (Number(ends[0]) <= port && port <= Number(ends[^1]))
                return true;
        }
        return false;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
