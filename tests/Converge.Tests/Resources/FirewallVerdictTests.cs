using System.Collections.Immutable;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;
using Shouldly;
using Xunit;

namespace Converge.Tests.Resources;

public class FirewallVerdictTests
{
    private static readonly FirewallState On = new(Enabled: true, "deny", "allow", "reject", "low");
    private static readonly FirewallProfiles Profiles = new(ImmutableDictionary.CreateRange<string, ImmutableArray<FirewallProfilePorts>>(
        [new("Chat", [new("1863", "any"), new("6891:6900", "tcp")]), new("DNS", [new("53", "udp")])]));

    [Theory]
    [InlineData("", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Deny)]
    [InlineData("", "out tcp 10.0.0.1:5000 -> 10.1.2.3:443", FirewallAction.Allow)]
    [InlineData("", "routed tcp 10.1.2.3:5000 -> 10.2.0.1:22", FirewallAction.Reject)]
    [InlineData("allow 22/tcp", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Allow)]
    [InlineData("allow 22/tcp", "in tcp fd00::1:5000 -> fd00::2:22", FirewallAction.Allow)]
    [InlineData("allow 22/tcp", "in udp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Deny)]
    [InlineData("allow 22/tcp", "out tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Allow)]
    [InlineData("deny out 22/tcp", "out tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Deny)]
    [InlineData("deny out 22/tcp", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Deny)]
    [InlineData("limit ssh", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Limit)]
    [InlineData("deny from 10.0.0.0/8|allow 22/tcp", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Deny)]
    [InlineData("allow 22/tcp|deny from 10.0.0.0/8", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Allow)]
    [InlineData("reject from 10.1.2.0/24", "in tcp 10.1.3.3:5000 -> 10.0.0.1:22", FirewallAction.Deny)]
    [InlineData("reject from 10.1.2.0/24", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Reject)]
    [InlineData("allow from 0.0.0.0/0 to any port 22", "in tcp fd00::1:5000 -> fd00::2:22", FirewallAction.Deny)]
    [InlineData("allow from ::/0 to any port 22", "in tcp fd00::1:5000 -> fd00::2:22", FirewallAction.Allow)]
    [InlineData("allow 20:23/tcp", "in tcp 10.1.2.3:5000 -> 10.0.0.1:23", FirewallAction.Allow)]
    [InlineData("allow 20:23/tcp", "in tcp 10.1.2.3:5000 -> 10.0.0.1:24", FirewallAction.Deny)]
    [InlineData("allow 20,22/tcp", "in tcp 10.1.2.3:5000 -> 10.0.0.1:21", FirewallAction.Deny)]
    [InlineData("allow from any port 5000 to any port 22", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Allow)]
    [InlineData("allow from any port 5001 to any port 22", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Deny)]
    [InlineData("allow in on eth0", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22 in=eth0", FirewallAction.Allow)]
    [InlineData("allow in on eth1", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22 in=eth0", FirewallAction.Deny)]
    [InlineData("allow in on eth+", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22 in=eth0", FirewallAction.Allow)]
    [InlineData("deny out on eth0", "out tcp 10.1.2.3:5000 -> 10.0.0.1:22 out=eth0", FirewallAction.Deny)]
    [InlineData("reject in on eth0|allow 22", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Reject)]
    [InlineData("allow in on eth0", "in tcp 10.1.2.3:5000 -> 10.0.0.1:22", FirewallAction.Deny)]
    [InlineData("route allow in on eth0 out on eth1", "routed udp 10.1.2.3:5000 -> 10.2.0.1:53 in=eth0 out=eth1", FirewallAction.Allow)]
    [InlineData("route allow in on eth0 out on eth1", "routed udp 10.1.2.3:5000 -> 10.2.0.1:53 in=eth1 out=eth0", FirewallAction.Reject)]
    [InlineData("allow Chat", "in tcp 10.1.2.3:5000 -> 10.0.0.1:6895", FirewallAction.Allow)]
    [InlineData("allow Chat", "in udp 10.1.2.3:5000 -> 10.0.0.1:6895", FirewallAction.Deny)]
    [InlineData("allow Chat", "in udp 10.1.2.3:5000 -> 10.0.0.1:1863", FirewallAction.Allow)]
    [InlineData("allow from any app DNS", "in udp 10.1.2.3:53 -> 10.0.0.1:1863", FirewallAction.Allow)]
    [InlineData("allow Nobody", "in udp 10.1.2.3:53 -> 10.0.0.1:1863", FirewallAction.Deny)]
    [InlineData("reject Nobody|allow 1863", "in udp 10.1.2.3:53 -> 10.0.0.1:1863", FirewallAction.Reject)]
    [InlineData("allow 22", "in ah 10.1.2.3 -> 10.0.0.1", FirewallAction.Deny)]
    [InlineData("allow from 10.0.0.0/8", "in ah 10.1.2.3 -> 10.0.0.1", FirewallAction.Allow)]
    [InlineData("allow from 10.0.0.0/8 proto esp", "in ah 10.1.2.3 -> 10.0.0.1", FirewallAction.Deny)]
    [InlineData("deny 22", "in tcp 127.0.0.1:53 -> 127.0.0.1:22 in=lo", FirewallAction.Allow)]
    public void The_first_rule_for_a_packet_decides(string rules, string packet, FirewallAction action) => Verdict(rules, On).Of(Packet(packet)).ShouldBe(action);

    [Fact]
    public void What_is_off_lets_everything_pass() => Verdict("deny 22", On with { Enabled = false }).Admits(Packet("in tcp 10.1.2.3:5000 -> 10.0.0.1:22")).ShouldBeTrue();

    [Fact]
    public void Without_v6_nothing_of_it_passes() =>
        new FirewallVerdict([FirewallRule.Parse("allow 22")!], On, Profiles, hasV6: false).Admits(Packet("in tcp fd00::1:5000 -> fd00::2:22")).ShouldBeFalse();

    [Theory]
    [InlineData("a|b|c", "d", "a, b, c, d")]
    [InlineData("a|b|c", "d<c<b", "a, d, b, c")]
    [InlineData("a|b|c", "c<a", "c, a, b")]
    [InlineData("a|b|c", "c<x", "a, b, c")]
    [InlineData("a|b|c", "-b", "a, c")]
    [InlineData("a|b|c", "d!a!c", "b, d")]
    [InlineData("a|b", "c<a d<a", "c, d, a, b")]
    public void Rules_find_their_place(string present, string edits, string result)
    {
        var all = edits.Split(' ').Select(static edit =>
        {
            var parts = edit.TrimStart('-').Split('<', '!');
            var others = ImmutableArray.CreateRange(parts.Skip(1).Select(Named));
            var isInstead = edit.Contains('!', StringComparison.Ordinal);
            return new FirewallEdit(Named(parts[0]), isInstead ? [] : others) { Removes = edit.StartsWith('-'), Instead = isInstead ? others : [] };
        });
        string.Join(", ", all.Apply(present.Split('|').Select(Named)).Select(static rule => rule.To.App)).ShouldBe(result);
    }

    [Fact]
    public void A_rule_keeps_its_comment_and_takes_the_place_of_its_halves()
    {
        FirewallRule Rule(string text) => FirewallRule.Parse(text)!;
        List<FirewallRule> Apply(string wanted, params string[] present) => new[] { new FirewallEdit(Rule(wanted), []) }.Apply(present.Select(Rule));
        Apply("allow 1", "allow 1 comment 'mine'", "allow 2").ShouldBe([Rule("allow 2"), Rule("allow 1 comment 'mine'")]);
        Apply("allow 1 comment 'ours'", "allow 1 comment 'mine'").ShouldBe([Rule("allow 1 comment 'ours'")]);
        Apply("allow 1", "allow from 0.0.0.0/0 to any port 1", "allow from ::/0 to any port 1").ShouldBe([Rule("allow 1")]);
        Apply("allow from ::/0 to any port 1", "allow 1").ShouldBe([Rule("allow 1")]);
    }

    private static FirewallRule Named(string name) => new(FirewallAction.Allow) { To = new(App: name) };

    private static FirewallVerdict Verdict(string rules, FirewallState state) =>
        new(rules.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(static rule => FirewallRule.Parse(rule)!), state, Profiles);

    private static FirewallPacket Packet(string text)
    {
        var words = text.Split(' ');
        var way = Enum.Parse<FirewallWay>(words[0], ignoreCase: true);
        var hasPorts = words[1] is "tcp" or "udp";
        var (from, fromPort) = End(words[2], hasPorts);
        var (to, toPort) = End(words[4], hasPorts);
        return new(way, words[1], from, to)
        {
            FromPort = fromPort,
            ToPort = toPort,
            InInterface = words.FirstOrDefault(static word => word.StartsWith("in=", StringComparison.Ordinal))?[3..],
            OutInterface = words.FirstOrDefault(static word => word.StartsWith("out=", StringComparison.Ordinal))?[4..],
        };
    }

    private static (IpAddress Address, int? Port) End(string text, bool hasPort)
    {
        var at = hasPort ? text.LastIndexOf(':') : text.Length;
        IpAddress.TryParse(text.AsSpan(0, at), out var address).ShouldBeTrue();
        return (address, hasPort ? int.Parse(text[(at + 1)..], System.Globalization.CultureInfo.InvariantCulture) : null);
    }
}
