using System.Globalization;
using Converge.Language.Values;
using Converge.Resources.Firewall;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.Resources;

public class FirewallRuleTests
{
    private static readonly string[] Ports = ["22", "80,443", "6000:6007", "1,2,10:20"];

    // The examples of ufw's manual, and how 'ufw show added' prints them.
    [Theory]
    [InlineData("allow 53", "allow 53")]
    [InlineData("allow 25/tcp", "allow 25/tcp")]
    [InlineData("allow smtp", "allow 25/tcp")]
    [InlineData("allow in http", "allow 80/tcp")]
    [InlineData("reject out smtp", "reject out 25/tcp")]
    [InlineData("reject telnet comment 'telnet is unencrypted'", "reject 23/tcp comment 'telnet is unencrypted'")]
    [InlineData("deny proto tcp to any port 80", "deny 80/tcp")]
    [InlineData("deny proto tcp from 10.0.0.0/8 to 192.168.0.1 port 25", "deny from 10.0.0.0/8 to 192.168.0.1 port 25 proto tcp")]
    [InlineData("deny proto tcp from 2001:db8::/32 to any port 25", "deny from 2001:db8::/32 to any port 25 proto tcp")]
    [InlineData("deny in on eth0 to 224.0.0.1 proto igmp", "deny in on eth0 to 224.0.0.1 proto igmp")]
    [InlineData("allow in on eth0 to 192.168.0.1 proto gre", "allow in on eth0 to 192.168.0.1 proto gre")]
    [InlineData("allow proto tcp from any to any port 80,443,8080:8090 comment 'web app'", "allow 80,443,8080:8090/tcp comment 'web app'")]
    [InlineData("route allow in on eth1 out on eth2", "route allow in on eth1 out on eth2")]
    [InlineData("route allow in on eth0 out on eth1 to 12.34.45.67 port 80 proto tcp", "route allow in on eth0 out on eth1 to 12.34.45.67 port 80 proto tcp")]
    [InlineData("limit ssh/tcp", "limit 22/tcp")]
    [InlineData("reject auth", "reject 113/tcp")]
    [InlineData("allow in on eth0 to any port 80 proto tcp", "allow in on eth0 to any port 80 proto tcp")]
    [InlineData("deny to any port 22 from 10.0.0.135 proto tcp", "deny from 10.0.0.135 to any port 22 proto tcp")]
    [InlineData("allow log 22/tcp", "allow log 22/tcp")]
    [InlineData("allow log-all 22/tcp", "allow log-all 22/tcp")]
    [InlineData("allow from 10.0.0.0/8", "allow from 10.0.0.0/8")]
    [InlineData("deny proto udp from 1.2.3.4 to any port 514", "deny from 1.2.3.4 to any port 514 proto udp")]
    [InlineData("allow proto udp from 1.2.3.5 port 5469 to 1.2.3.4 port 5469", "allow from 1.2.3.5 port 5469 to 1.2.3.4 port 5469 proto udp")]
    [InlineData("allow to any app Samba from 192.168.0.0/16", "allow from 192.168.0.0/16 to any app Samba")]
    [InlineData("allow 'Nginx Full'", "allow 'Nginx Full'")]
    [InlineData("allow from any", "allow to any")]
    [InlineData("allow from ::/0", "allow from ::/0")]
    [InlineData("allow from 0.0.0.0/0 to 10.0.0.1/32", "allow to 10.0.0.1")]
    [InlineData("allow proto igmp", "allow to any proto igmp")]
    public void A_rule_of_the_manual_is_read_and_printed_as_ufw_does(string written, string printed) => FirewallRule.Parse(written)?.ToString().ShouldBe(printed);

    [Fact]
    public void Every_rule_can_be_written()
    {
        for (var seed = 0; seed < 2000 * Fuzz.Factor; seed++)
        {
            var rule = Any(new Random(seed));
            FirewallRule.Parse(rule.ToString()).ShouldBe(rule, string.Create(CultureInfo.InvariantCulture, $"{seed}: {rule}"));
        }
    }

    private static FirewallRule Any(Random random)
    {
        var isRoute = random.Next(4) == 0;
        var isOut = !isRoute && random.Next(3) == 0;
        var protocol = Pick(random, "any", "any", "tcp", "udp", "ah", "vrrp", "igmp");
        var family = protocol == "igmp" ? FirewallFamily.V4 : (FirewallFamily)random.Next(3);
        var hasApp = protocol == "any" && random.Next(3) == 0;
        return new((FirewallAction)random.Next(4))
        {
            IsRoute = isRoute,
            Direction = isOut ? FirewallDirection.Out : FirewallDirection.In,
            Log = (FirewallLog)random.Next(3),
            InInterface = !isOut && random.Next(2) == 0 ? "eth0" : null,
            OutInterface = (isOut || isRoute) && random.Next(2) == 0 ? "eth1.5" : null,
            Protocol = protocol,
            Family = family,
            From = End(random, family, protocol, hasApp),
            To = End(random, family, protocol, hasApp),
            Comment = random.Next(3) == 0 ? "a to b" : null,
        };
    }

    private static FirewallEnd End(Random random, FirewallFamily family, string protocol, bool hasApp)
    {
        IpNetwork? network = null;
        if (family != FirewallFamily.Both && random.Next(2) == 0 && IpNetwork.TryParseAny(family == FirewallFamily.V4 ? Pick(random, "10.0.0.1", "10.0.0.0/8") : Pick(random, "fd00::/8", "::1"), out var given))
            network = given;
        if (hasApp && random.Next(2) == 0)
            return new(network, App: Pick(random, "Samba", "Nginx Full"));
        var ports = protocol is "tcp" or "udp" ? Ports[random.Next(Ports.Length)] : "22";
        return new(network, !hasApp && protocol is "any" or "tcp" or "udp" && random.Next(2) == 0 ? ports : null);
    }

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];
}
