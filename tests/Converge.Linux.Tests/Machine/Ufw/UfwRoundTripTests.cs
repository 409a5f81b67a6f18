using Converge.Resources.Firewall;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Machine.Ufw;

/// <summary>Rules that ufw itself adds, in a root of its own and with the firewall off, against what it shows of them.</summary>
public sealed class UfwRoundTripTests : IDisposable
{
    internal static readonly string[] Rules =
    [
        "allow 22/tcp",
        "allow 53",
        "allow 80,443/tcp",
        "allow 443,80,8000:8010/tcp",
        "limit ssh",
        "limit in on eth0 to any port 2222 proto tcp",
        "deny from 10.0.0.0/8",
        "reject from 192.168.1.7 to any port 25 proto tcp",
        "deny proto tcp from fd00::/8 to any port 5432",
        "allow from fe80::1",
        "allow out 123/udp",
        "reject out on eth1 to 10.1.2.3 port 80 proto tcp",
        "allow in on eth0",
        "allow in on wg0 from 10.9.0.0/24 port 500 to 10.9.0.1 port 4500 proto udp",
        "deny log 23/tcp",
        "allow log-all from 10.0.0.9",
        "allow 8080/tcp comment 'für alle, auch so'",
        "allow from 0.0.0.0/0 to any port 111 proto tcp",
        "allow from ::/0 to any port 112 proto tcp",
        "allow proto igmp from 10.0.0.0/24",
        "allow proto ipv6 from any to 10.0.0.1",
        "allow proto vrrp from 10.0.0.0/24",
        "allow proto ah from any",
        "allow proto esp from any to any",
        "allow proto gre from 10.0.0.0/8",
        "allow OpenSSH",
        "allow 'WWW Full'",
        "allow from 10.0.0.0/8 to any app 'WWW Full'",
        "deny from any app DNS",
        "limit in on eth0 to any app DNS comment 'name server'",
        "route allow in on eth0 out on eth1",
        "route deny in on eth0 out on eth1 to 10.0.0.0/8 port 80 proto tcp",
        "route reject log from 10.0.0.5",
        "route allow out on eth1 to any port 22 proto tcp comment 'x'",
        "route limit proto tcp from any to 10.3.0.1 port 22",
        "allow from 10.20.30.40/16 to any port 9",
        "allow to 2001:db8:0:0::1 port 443 proto tcp",
    ];

    private readonly UfwRoot _root = new();

    public void Dispose() => _root.Dispose();

    [RootProgramFact("ufw")]
    public async Task What_ufw_adds_is_what_is_read()
    {
        foreach (var rule in Rules)
            await _root.Add(rule);
        // It shows rules of IPv6 behind the others, and of one without addresses not of which family it is.
        (_root.Read()).ConvertAll(WithoutFamily).ShouldBe((await _root.Shown()).ConvertAll(WithoutFamily), ignoreOrder: true);
    }

    [RootProgramFact("ufw")]
    public async Task What_was_added_is_read_as_the_rule_that_was_meant()
    {
        foreach (var rule in Rules)
        {
            foreach (var name in new[] { "user.rules", "user6.rules" })
                _root.Clear(name);
            await _root.Add(rule);
            var read = (_root.Read()).ShouldHaveSingleItem(rule);
            read.ShouldBe(FirewallRule.Parse(rule), rule);
        }
    }

    [RootProgramFact("ufw")]
    public async Task Rules_that_were_put_between_others_are_read_in_their_order()
    {
        foreach (var rule in new[] { "allow 1", "allow 2", "allow 3", "insert 1 deny 4", "prepend deny 5", "insert 4 deny 6", "delete allow 2" })
            await _root.Add(rule);
        (_root.Read()).ShouldBe(await _root.Shown());
        string.Join(", ", _root.Read()).ShouldBe("deny 5, deny 4, allow 1, deny 6, allow 3");
    }

    [RootProgramFact("ufw")]
    public async Task Without_v6_a_rule_is_for_all_that_there_is()
    {
        _root.SetV6("no");
        await _root.Add("allow 22/tcp");
        await _root.Add("allow from 10.0.0.1");
        (_root.Read()).Select(static rule => rule.ToString()).ShouldBe(["allow 22/tcp", "allow from 10.0.0.1"]);
    }

    internal static FirewallRule WithoutFamily(FirewallRule rule) =>
        rule.From.Network is null && rule.To.Network is null ? rule with { Family = FirewallFamily.Both } : rule;
}
