using Converge.Linux.Machine.Files;
using Converge.Linux.Machine.Ufw;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;
using Converge.Testing;
using Converge.Testing.Cases;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Machine.Ufw;

public sealed class FirewallTests : IDisposable
{
    private static readonly CaseKind Kind = new(["user.rules", "user6.rules", "default"], ["rules"]);

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [CaseData("Machine/Ufw")]
    public void What_the_files_say(CaseLocation location) => Kind.Check(location, file =>
    {
        _root.Write("usr/sbin/ufw", "");
        _root.Write("etc/default/ufw", file.Find("default")?.Text ?? "IPV6=yes\n");
        _root.Write("etc/ufw/ufw.conf", "ENABLED=yes\n");
        _root.Write("etc/ufw/user.rules", file.Find("user.rules")?.Text ?? "");
        _root.Write("etc/ufw/user6.rules", file.Find("user6.rules")?.Text ?? "");
        using var files = new LinuxFiles(_root.Path);
        var rules = new LinuxFirewall(files).Rules;
        return new Dictionary<string, string> { ["rules"] = string.Concat(rules.Select(static rule => $"{rule}\n")) };
    });

    [Fact]
    public void A_machine_without_ufw_says_so()
    {
        using var files = new LinuxFiles(_root.Path);
        var firewall = new LinuxFirewall(files);
        firewall.WhyAbsent.ShouldBe("ufw is not installed");
        firewall.Rules.ShouldBeEmpty();
        firewall.State.Enabled.ShouldBeFalse();
        _root.Write("etc/default/ufw", "# IPV6=no\nIPV6=yes\nDEFAULT_INPUT_POLICY=\"DROP\"\nDEFAULT_OUTPUT_POLICY='ACCEPT'\nDEFAULT_FORWARD_POLICY=\"REJECT\"\n");
        _root.Write("etc/ufw/ufw.conf", "ENABLED=yes\nLOGLEVEL=medium\n");
        firewall.Forget();
        firewall.WhyAbsent.ShouldBe("ufw is not installed", "its files stay where it was removed");
        _root.Write("usr/sbin/ufw", "");
        firewall.Forget();
        firewall.WhyAbsent.ShouldBeNull();
        firewall.State.ShouldBe(new FirewallState(Enabled: true, "deny", "allow", "reject", "medium"));
    }

    [Theory]
    [InlineData("### tuple ### allow any")]
    [InlineData("### tuple ### dance tcp 22 0.0.0.0/0 any 0.0.0.0/0 in")]
    [InlineData("### tuple ### allow tcp 22 no.address any 0.0.0.0/0 in")]
    [InlineData("### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 sideways_eth0")]
    [InlineData("### tuple ### allow_loud tcp 22 0.0.0.0/0 any 0.0.0.0/0 in")]
    [InlineData("-A ufw-user-input -p tcp --dport 22 -j ACCEPT")]
    [InlineData("")]
    public void What_ufw_passes_over_is_no_rule(string line) => UfwTuple.Read(line, FirewallFamily.V4).ShouldBeNull();

    [Fact]
    public void Whatever_is_in_a_line_it_is_read() => Fuzz.ForAll(
        2000,
        static random => new string([.. "### tuple ### route:allow_log tcp 22,80:90 0.0.0.0/0 any ::1/128 a%20b - in_e!out_f comment=6162".Where(_ => random.Next(12) > 0)]),
        static line => UfwTuple.Read(line.Insert(0, line.StartsWith("### tuple ###", StringComparison.Ordinal) ? "" : "### tuple ###"), FirewallFamily.V6));

    [Fact]
    public void Both_lists_keep_their_order()
    {
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var (v4, v6) = (AnyList(random, FirewallFamily.V4), AnyList(random, FirewallFamily.V6));
            var merged = UfwRules.Merge(v4, v6);
            Of(merged, FirewallFamily.V4).ShouldBe(v4);
            Of(merged, FirewallFamily.V6).ShouldBe(v6);
        }
    }

    private static List<FirewallRule> AnyList(Random random, FirewallFamily family) =>
        [.. Enumerable.Range(0, random.Next(8)).Select(_ => new FirewallRule(FirewallAction.Allow) { To = new(Ports: $"{random.Next(6)}"), Family = family })];

    private static List<FirewallRule> Of(List<FirewallRule> rules, FirewallFamily family) =>
        [.. rules.Where(rule => rule.Family is FirewallFamily.Both || rule.Family == family).Select(rule => rule with { Family = family })];
}
