using System.Collections.Frozen;
using Converge.Language.Values;

namespace Converge.Resources.Firewall;

/// <summary>The protocols that ufw knows.</summary>
internal static class FirewallProtocols
{
    public static readonly string[] All = ["tcp", "udp", "ah", "esp", "gre", "ipv6", "igmp", "vrrp"];

    public static bool HasPorts(string protocol) => protocol is "tcp" or "udp" or FirewallRule.AnyProtocol;

    public static bool IsV4Only(string protocol) => protocol is "ipv6" or "igmp";
}

/// <summary>
/// Services by name. ufw asks /etc/services of the machine; a plan must not depend on that file, so these are the ones of
/// Debian that a firewall is about.
/// </summary>
internal static class FirewallServices
{
    private static readonly FrozenDictionary<string, (string Port, string Protocol)> All = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["amqp"] = ("5672", "tcp"),
        ["amqps"] = ("5671", "tcp"),
        ["auth"] = ("113", "tcp"),
        ["bgp"] = ("179", "tcp"),
        ["bootpc"] = ("68", "udp"),
        ["bootps"] = ("67", "udp"),
        ["domain"] = ("53", "any"),
        ["epmd"] = ("4369", "tcp"),
        ["ftp"] = ("21", "tcp"),
        ["git"] = ("9418", "tcp"),
        ["http"] = ("80", "tcp"),
        ["http-alt"] = ("8080", "any"),
        ["https"] = ("443", "any"),
        ["imap2"] = ("143", "tcp"),
        ["imaps"] = ("993", "tcp"),
        ["isakmp"] = ("500", "udp"),
        ["kerberos"] = ("88", "any"),
        ["ldap"] = ("389", "any"),
        ["ldaps"] = ("636", "any"),
        ["mdns"] = ("5353", "udp"),
        ["munin"] = ("4949", "tcp"),
        ["mysql"] = ("3306", "tcp"),
        ["nfs"] = ("2049", "any"),
        ["ntp"] = ("123", "udp"),
        ["openvpn"] = ("1194", "any"),
        ["pop3"] = ("110", "tcp"),
        ["pop3s"] = ("995", "tcp"),
        ["postgresql"] = ("5432", "tcp"),
        ["rsync"] = ("873", "tcp"),
        ["sip"] = ("5060", "any"),
        ["smtp"] = ("25", "tcp"),
        ["snmp"] = ("161", "any"),
        ["ssh"] = ("22", "tcp"),
        ["submission"] = ("587", "tcp"),
        ["submissions"] = ("465", "tcp"),
        ["sunrpc"] = ("111", "any"),
        ["syslog"] = ("514", "udp"),
        ["syslog-tls"] = ("6514", "any"),
        ["telnet"] = ("23", "tcp"),
        ["tftp"] = ("69", "udp"),
        ["whois"] = ("43", "tcp"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Names => All.Keys;

    public static bool TryFind(string name, out (string Port, string Protocol) service) => All.TryGetValue(name, out service);
}

/// <summary>Addresses as ufw writes them: of a single one without its length.</summary>
public static class FirewallAddress
{
    public static string Print(IpNetwork network) => network.Prefix == network.Network.Bits
        ? network.Network.ToString()
        : network.ToString();
}
