using Converge.Language.Values;
using Converge.Resources.Firewall;

namespace Converge.Linux.Tests.Machine.Ufw;

/// <summary>Rules by chance, of every form that ufw has.</summary>
internal static class AnyRule
{
    private static readonly string[] Ports = ["22", "80,443", "6000:6007", "1,2,10:20", "2,11:12,101"];
    private static readonly string[] V4 = ["10.0.0.1", "10.0.0.0/8", "192.168.4.0/22"];
    private static readonly string[] V6 = ["fd00::/8", "::1", "2001:db8:0:1::/64", "::ffff:10.0.0.1", "2001:db8::1:0:0:1", "fe80::1:2:3:4"];

    public static FirewallRule Of(Random random, string[] profiles)
    {
        var isRoute = random.Next(4) == 0;
        var isOut = !isRoute && random.Next(3) == 0;
        var protocol = Pick(random, "any", "any", "tcp", "udp", "tcp", "ah", "vrrp", "igmp", "gre");
        var family = protocol == "igmp" ? FirewallFamily.V4 : (FirewallFamily)random.Next(3);
        var hasProfile = protocol == "any" && profiles.Length > 0 && random.Next(3) == 0;
        return new((FirewallAction)random.Next(4))
        {
            IsRoute = isRoute,
            Direction = isOut ? FirewallDirection.Out : FirewallDirection.In,
            Log = (FirewallLog)Math.Max(0, random.Next(5) - 2),
            InInterface = !isOut && random.Next(3) == 0 ? "eth0" : null,
            OutInterface = (isOut || isRoute) && random.Next(3) == 0 ? "eth1.5" : null,
            Protocol = protocol,
            Family = family,
            From = End(random, family, protocol, hasProfile ? profiles : []),
            To = End(random, family, protocol, hasProfile ? profiles : []),
            Comment = random.Next(3) == 0 ? "von a für b" : null,
        };
    }

    private static FirewallEnd End(Random random, FirewallFamily family, string protocol, string[] profiles)
    {
        IpNetwork? network = null;
        if (family != FirewallFamily.Both && random.Next(2) == 0 && IpNetwork.TryParseAny(Pick(random, family == FirewallFamily.V4 ? V4 : V6), out var given))
            network = given;
        if (profiles.Length > 0 && random.Next(2) == 0)
            return new(network, App: Pick(random, profiles));
        if (profiles.Length > 0 || protocol is not ("any" or "tcp" or "udp") || random.Next(2) == 0)
            return new(network);
        return new(network, protocol == "any" ? "22" : Pick(random, Ports));
    }

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];
}
