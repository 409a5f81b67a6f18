using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Execution;

/// <summary>Rules that real packets meet.</summary>
public class FirewallStepsTests
{
    private static readonly FirewallState On = new(Enabled: true, "deny", "allow", "deny", "low");

    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task Rules_are_changed_and_loaded_while_the_firewall_is_on() => SecludedNode.RunAsync(async () =>
    {
        using var machine = new LinuxMachine();
        var executor = new LinuxExecutor(machine, new MemoryContents());
        using var open = Listener(8001);
        using var other = Listener(8002);
        (await Reached()).ShouldBe((true, true), "the firewall is off");

        (await Do(executor, Add("allow 8001/tcp"))).Replaced.Select(static was => was.Path).ShouldBe(["/etc/ufw/user.rules", "/etc/ufw/user6.rules"]);
        (await Reached()).ShouldBe((true, true), "the firewall is still off");
        await Do(executor, new SetFirewallState(On));
        (await Reached()).ShouldBe((true, false));

        var added = await Do(executor, Add("allow 8002/tcp", "deny from 10.9.0.9"));
        (await Reached()).ShouldBe((true, true));
        (await SecludedNode.IsReachedAsync(8002, "fd09::1")).ShouldBeTrue();
        Shown(await SecludedNode.SayAsync("ufw", "show", "added")).ShouldBe(["allow 8001/tcp", "allow 8002/tcp", "deny from 10.9.0.9"]);
        (await SecludedNode.SayAsync("ufw", "status", "verbose")).ShouldContain("8002/tcp");

        await Do(executor, new ChangeFirewallRules([new(Rule("allow 8001/tcp"), []) { Removes = true }, new(Rule("reject 8002/tcp"), []) { Instead = [Rule("allow 8002/tcp")] }]));
        (await Reached()).ShouldBe((false, false));

        // As an undo does it.
        await Do(executor, new PutBack(added.Replaced));
        (await Reached()).ShouldBe((true, false));

        var opened = await Do(executor, new SetFirewallState(On with { Incoming = "allow", Logging = "off" }));
        (await Reached()).ShouldBe((true, true));
        await Do(executor, new PutBack(opened.Replaced));
        (await Reached()).ShouldBe((true, false));
        machine.Firewall.State.ShouldBe(On);

        await Do(executor, new SetFirewallState(On with { Incoming = "allow", Logging = "off" }));
        machine.Firewall.State.ShouldBe(On with { Incoming = "allow", Logging = "off" });
        await Do(executor, new SetFirewallState(On with { Enabled = false }));
        machine.Firewall.State.ShouldBe(On with { Enabled = false });
    });

    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task What_iptables_does_not_take_changes_nothing() => SecludedNode.RunAsync(async () =>
    {
        using var machine = new LinuxMachine();
        var executor = new LinuxExecutor(machine, new MemoryContents());
        await Do(executor, Add("allow 8001/tcp"));
        await Do(executor, new SetFirewallState(On));
        var before = await File.ReadAllTextAsync("/etc/ufw/user.rules");
        var error = await Should.ThrowAsync<StepException>(() => Do(executor, new ChangeFirewallRules([new(new(FirewallAction.Allow) { Protocol = "nosuch" }, [])])));
        error.Message.ShouldStartWith("'iptables-restore -n -w 10 --test' ended with");
        error.Output.ShouldContain("nosuch");
        (await File.ReadAllTextAsync("/etc/ufw/user.rules")).ShouldBe(before);
        (await Should.ThrowAsync<StepException>(() => Do(executor, Add("allow Nobody")))).Message.ShouldBe("a profile of 'allow Nobody' is not in /etc/ufw/applications.d");
        await SecludedNode.SayAsync("sed", "-i", "s/IPV6=yes/IPV6=no/", "/etc/default/ufw");
        machine.ForgetFirewall();
        (await Should.ThrowAsync<StepException>(() => Do(executor, Add("allow from fd09::2")))).Message.ShouldContain("IPV6=no");
    });

    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task Who_is_logged_in_is_not_cut_off() => SecludedNode.RunAsync(async () =>
    {
        using var machine = new LinuxMachine();
        var executor = new LinuxExecutor(machine, new MemoryContents());
        await Do(executor, Add("allow from 10.9.0.0/24 to any port 22 proto tcp"));
        await Do(executor, new SetFirewallState(On));
        using var door = Listener(22);
        using var session = await Session(door);
        machine.Firewall.Lifelines.ShouldContain(packet => packet.ToString() == "tcp from 10.9.0.2 to 10.9.0.1 port 22" && packet.InInterface == "out");

        ChangeFirewallRules cut = new([new(Rule("deny from 10.9.0.2"), [Rule("allow from 10.9.0.0/24 to any port 22 proto tcp")])]);
        (await Should.ThrowAsync<StepException>(() => Do(executor, cut))).Message.ShouldBe("this would cut off tcp from 10.9.0.2 to 10.9.0.1 port 22, by which this machine is reached now: allow it, or say 'force: true'");
        (await SecludedNode.IsReachedAsync(22)).ShouldBeTrue();
        await Do(executor, new ChangeFirewallRules([.. cut.Edits, new(Rule("allow from 10.9.0.2 to any port 22 proto tcp"), [Rule("deny from 10.9.0.2")])]));
        (await SecludedNode.IsReachedAsync(22)).ShouldBeTrue("what counts is what the whole step comes to");

        await Do(executor, new SetFirewallState(On with { Enabled = false }));
        await Do(executor, new ChangeFirewallRules([.. machine.Firewall.Rules.Select(static rule => new FirewallEdit(rule, []) { Removes = true })]));
        await Should.ThrowAsync<StepException>(() => Do(executor, new SetFirewallState(On)));
        machine.Firewall.State.Enabled.ShouldBeFalse();
        await Do(executor, new SetFirewallState(On) { IsForced = true });
        (await SecludedNode.IsReachedAsync(22)).ShouldBeFalse();
    });

    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task Rules_take_a_fraction_of_what_ufw_takes() => SecludedNode.RunAsync(async () =>
    {
        using var machine = new LinuxMachine();
        var executor = new LinuxExecutor(machine, new MemoryContents());
        await Do(executor, new SetFirewallState(On));
        var rules = Enumerable.Range(9000, 6).Select(static port => string.Create(CultureInfo.InvariantCulture, $"allow {port}/tcp")).ToArray();
        await Do(executor, Add("allow 8999/tcp"));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await Do(executor, Add(rules));
        var own = watch.Elapsed;
        await Do(executor, new ChangeFirewallRules([.. rules.Select(static rule => new FirewallEdit(Rule(rule), []) { Removes = true })]));
        watch.Restart();
        foreach (var rule in rules)
            await SecludedNode.SayAsync("ufw", rule.Split(' '));
        (watch.Elapsed / own).ShouldBeGreaterThan(3, $"{own} against {watch.Elapsed}");
        (await SecludedNode.SayAsync("ufw", "status")).Split('\n').Count(static line => line.Contains("/tcp", StringComparison.Ordinal)).ShouldBe(14);
    });

    private static async Task<StepResult> Do(LinuxExecutor executor, Step step) => await executor.ExecuteAsync(step, CancellationToken.None);

    private static ChangeFirewallRules Add(params string[] rules) => new([.. rules.Select(static rule => new FirewallEdit(Rule(rule), []))]);

    private static FirewallRule Rule(string text) => FirewallRule.Parse(text)!;

    private static async Task<(bool, bool)> Reached() => (await SecludedNode.IsReachedAsync(8001), await SecludedNode.IsReachedAsync(8002));

    private static IEnumerable<string> Shown(string output) => output.Split('\n').Where(static line => line.StartsWith("ufw ", StringComparison.Ordinal)).Select(static line => line[4..]);

    private static TcpListener Listener(int port)
    {
        var listener = new TcpListener(IPAddress.IPv6Any, port);
        listener.Server.DualMode = true;
        listener.Start();
        return listener;
    }

    private static async Task<IDisposable> Session(TcpListener listener)
    {
        var peer = SecludedNode.PeerAsync("timeout", "20", "bash", "-c", $"exec 3<>/dev/tcp/{SecludedNode.Address}/22; read -u 3 x");
        var session = await listener.AcceptTcpClientAsync();
        _ = peer;
        return session;
    }
}
