using System.Diagnostics;
using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Execution;

/// <summary>What is lost of ufw in the kernel is noticed, and comes back.</summary>
public class KernelFirewallTests
{
    private static readonly FirewallState On = new(Enabled: true, "deny", "allow", "deny", "low");

    private static readonly string[] Work =
    [
        "allow 22/tcp", "allow 53", "limit ssh", "deny log 23/tcp", "allow log-all from 10.0.0.9", "insert 2 reject 25/tcp", "route allow in on eth0 out on eth1", "allow 'WWW Full'",
        "allow out 123/udp", "deny proto tcp from fd00::/8 to any port 5432", "route limit proto tcp from any to 10.3.0.1 port 22", "allow 80,443,8000:8010/tcp", "delete allow 53", "delete deny log 23/tcp",
        "logging medium", "default reject incoming", "logging full", "default deny outgoing", "logging off", "default allow routed", "default allow incoming", "logging high", "default deny incoming",
        "logging low", "delete allow log-all from 10.0.0.9", "delete limit ssh", "reload", "--force disable", "--force enable",
    ];

    private static readonly (string Damage, string What, bool IsOpen)[] Losses =
    [
        ("nft flush ruleset", "no chain ufw-user-input", true),
        ("/lib/ufw/ufw-init force-stop", "no chain ufw-user-input", true),
        ("iptables -P INPUT ACCEPT; iptables -F; iptables -X", "no chain ufw-user-input", true),
        ("iptables -F", "nothing leads from INPUT to ufw-before-logging-input", true),
        ("iptables -F INPUT", "nothing leads from INPUT to ufw-before-logging-input", true),
        ("iptables -D FORWARD -j ufw-before-forward", "nothing leads from FORWARD to ufw-before-forward", true),
        ("iptables -D INPUT -j ufw-before-input; iptables -A INPUT -s 10.9.0.77 -j ufw-before-input", "nothing leads from INPUT to ufw-before-input", true),
        ("iptables -D ufw-before-input -j ufw-user-input", "nothing leads from ufw-before-input to ufw-user-input", true),
        ("iptables -D ufw-before-input 1", "12 of 13 rules in ufw-before-input", true),
        ("iptables -P INPUT ACCEPT", "policy ACCEPT of INPUT", true),
        ("ip6tables -F ufw6-track-output", "nothing is followed in ufw6-track-output", true),
        ("ip6tables -P FORWARD ACCEPT", "policy ACCEPT of FORWARD", true),
        ("ip6tables -D ufw6-user-input 1", "3 of 4 rules in ufw6-user-input", false),
        ("iptables -D ufw-user-input 1", "3 of 4 rules in ufw-user-input", false),
        ("iptables -A ufw-user-input -s 10.9.0.66 -j ACCEPT", "5 of 4 rules in ufw-user-input", false),
        ("iptables -R ufw-user-input 1 -j DROP", "another rule 1 in ufw-user-input", false),
        ("iptables -F ufw-logging-deny", "0 of 1 rules in ufw-logging-deny", false),
    ];

    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task Whatever_ufw_does_nothing_is_missing() => SecludedNode.RunAsync(async () =>
    {
        // The package's file knows of no limits for IPv6; ufw's own has them, but it does not load them by itself.
        await SecludedNode.SayAsync("ufw", "allow", "1/tcp");
        await SecludedNode.SayAsync("ufw", "--force", "enable");
        foreach (var words in Work)
        {
            var output = await SecludedNode.SayAsync("sh", "-c", $"ufw {words}");
            using var machine = new LinuxMachine();
            machine.Firewall.State.Enabled.ShouldBe(words != "--force disable");
            machine.Firewall.Gap.ShouldBeNull($"{words}: {output}");
        }
    });

    [RootProgramFact("ufw", "iptables", "nft", "ip", "unshare")]
    public Task What_the_kernel_lost_is_noticed_and_comes_back() => SecludedNode.RunAsync(async () =>
    {
        await LoseAllAsync(Losses);
        foreach (var names in new[] { "/proc/net/ip_tables_names", "/proc/net/ip6_tables_names" })
            (File.Exists(names) ? await File.ReadAllTextAsync(names) : "").ShouldBe("", "to ask makes no tables");
    });

    [RootProgramFact("ufw", "iptables", "xtables-legacy-multi", "ip", "unshare")]
    public Task The_older_tables_are_read_where_they_are_in_use() => SecludedNode.RunAsync(async () =>
    {
        await SecludedNode.SayAsync("mount", "--bind", "/usr/sbin/xtables-legacy-multi", "/usr/sbin/xtables-nft-multi");
        (await SecludedNode.SayAsync("iptables", "--version")).ShouldContain("legacy");
        await LoseAllAsync([.. Losses.Where(static loss => !loss.Damage.StartsWith("nft", StringComparison.Ordinal))]);
    });

    [RootProgramFact("ufw", "iptables", "nft", "ip", "unshare")]
    public Task Rules_alone_bring_the_firewall_back_and_a_policy_is_waited_for() => SecludedNode.RunAsync(async () =>
    {
        using var machine = new LinuxMachine();
        var executor = new LinuxExecutor(machine, new MemoryContents());
        await executor.ExecuteAsync(new SetFirewallState(On), CancellationToken.None);
        await SecludedNode.SayAsync("nft", "flush", "ruleset");
        var rule = new FirewallEdit(FirewallRule.Parse("allow 8001/tcp")!, []);
        await executor.ExecuteAsync(new ChangeFirewallRules([rule]), CancellationToken.None);
        (await SecludedNode.SayAsync("nft", "list", "ruleset")).ShouldNotContain("ufw", Case.Sensitive, "chains without links would pass for a firewall");
        machine.Firewall.Rules.ShouldHaveSingleItem();
        machine.Firewall.Gap.ShouldNotBeNull();
        await executor.ExecuteAsync(new ChangeFirewallRules([]) { Loads = true }, CancellationToken.None);
        machine.Firewall.Gap.ShouldBeNull();
        (await SecludedNode.SayAsync("ufw", "status")).ShouldContain("8001/tcp");

        // Settings are changed while nothing is loaded.
        await SecludedNode.SayAsync("nft", "flush", "ruleset");
        machine.ForgetFirewall();
        await executor.ExecuteAsync(new SetFirewallState(On with { Logging = "full", Incoming = "reject" }), CancellationToken.None);
        (machine.Firewall.State, machine.Firewall.Gap).ShouldBe((On with { Logging = "full", Incoming = "reject" }, null));
    });

    [RootProgramFact("ufw", "iptables", "nft", "ip", "unshare", "setpriv")]
    public Task Who_may_not_ask_believes_the_files() => SecludedNode.RunAsync(async () =>
    {
        if (Environment.GetEnvironmentVariable("CONVERGE_UNPRIVILEGED") is not null)
        {
            using var blind = new LinuxMachine();
            blind.Firewall.State.Enabled.ShouldBeTrue();
            blind.Firewall.Gap.ShouldBeNull();
            return;
        }
        await SecludedNode.SayAsync("ufw", "--force", "enable");
        await SecludedNode.SayAsync("nft", "flush", "ruleset");
        using var machine = new LinuxMachine();
        machine.Firewall.Gap.ShouldNotBeNull();
        var run = await ProgramRun.Of(new ProgramRun.Start("setpriv", ["--bounding-set=-net_admin", "--inh-caps=-net_admin", "dotnet", "test", typeof(KernelFirewallTests).Assembly.Location, "--nologo", "--filter", $"FullyQualifiedName~{nameof(Who_may_not_ask_believes_the_files)}"])
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CONVERGE_UNPRIVILEGED"] = "1" },
        });
        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        run.Output.ShouldContain("Passed:     1");
    });

    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task To_ask_the_kernel_costs_next_to_nothing() => SecludedNode.RunAsync(async () =>
    {
        using var machine = new LinuxMachine();
        var executor = new LinuxExecutor(machine, new MemoryContents());
        await executor.ExecuteAsync(new SetFirewallState(On), CancellationToken.None);
        await executor.ExecuteAsync(new ChangeFirewallRules([.. Enumerable.Range(9000, 60).Select(static port => new FirewallEdit(FirewallRule.Parse($"allow {port}/tcp")!, []))]), CancellationToken.None);
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 200; i++)
        {
            machine.ForgetKernelFirewall();
            var watch = Stopwatch.StartNew();
            machine.Firewall.Gap.ShouldBeNull();
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }
        best.ShouldBeLessThan(TimeSpan.FromMilliseconds(4));
    });

    private static async Task LoseAllAsync((string Damage, string What, bool IsOpen)[] losses)
    {
        using var machine = new LinuxMachine();
        var executor = new LinuxExecutor(machine, new MemoryContents());
        await executor.ExecuteAsync(new ChangeFirewallRules([.. new[] { "allow 8001/tcp", "limit 22/tcp" }.Select(static rule => new FirewallEdit(FirewallRule.Parse(rule)!, []))]), CancellationToken.None);
        await executor.ExecuteAsync(new SetFirewallState(On), CancellationToken.None);
        machine.Firewall.Gap.ShouldBeNull();
        var files = Files();
        try
        {
            foreach (var (damage, what, isOpen) in losses)
                await LoseAsync(machine, executor, damage, new(what, isOpen), files);
        }
        finally
        {
            // Whoever runs the test hears of it by this namespace.
            await SecludedNode.SayAsync("sh", "-c", "iptables -P INPUT ACCEPT; iptables -P OUTPUT ACCEPT; ip6tables -P INPUT ACCEPT");
        }
    }

    private static async Task LoseAsync(LinuxMachine machine, LinuxExecutor executor, string damage, FirewallGap gap, string files)
    {
        await SecludedNode.SayAsync("sh", "-c", damage);
        machine.ForgetFirewall();
        machine.Firewall.Gap.ShouldBe(gap, damage);
        await executor.ExecuteAsync(new SetFirewallState(On), CancellationToken.None);
        machine.Firewall.Gap.ShouldBeNull(damage);
        (await SecludedNode.SayAsync("ufw", "status", "verbose")).ShouldContain("8001/tcp", Case.Sensitive, damage);
        await SecludedNode.SayAsync("ufw", "delete", "allow", "8001/tcp");
        await SecludedNode.SayAsync("ufw", "insert", "1", "allow", "8001/tcp");
        Files().ShouldBe(files, damage);
        machine.ForgetFirewall();
        machine.Firewall.Gap.ShouldBeNull(damage);
    }

    private static string Files() => string.Concat(new[] { "/etc/ufw/user.rules", "/etc/ufw/user6.rules", "/etc/ufw/ufw.conf", "/etc/default/ufw" }.Select(File.ReadAllText));
}
