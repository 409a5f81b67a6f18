using System.Globalization;
using Converge.Language.Values;
using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Linux.Tests.Machine.Ufw;
using Converge.Plans;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Execution;

/// <summary>What is said of packets, against what the kernel does with them: the counters of its rules tell which one met a packet.</summary>
public class VerdictTests
{
    private static readonly FirewallState On = new(Enabled: true, "deny", "allow", "deny", "off");
    private static readonly string[] Policies = ["allow", "deny", "reject"];
    private static readonly int[] Ports = [22, 80, 53, 443, 1863, 6003];

    // Sends each packet and prints the verdict of the first rule that counted it.
    private const string Judge = """
        import re, socket, subprocess, sys
        for line in sys.stdin:
            family, protocol, source, source_port, target, port = line.split()
            tool = 'iptables' if family == '4' else 'ip6tables'
            chain = ('ufw' if family == '4' else 'ufw6') + '-user-input'
            subprocess.run(['nsenter', '--net=/proc/' + sys.argv[1] + '/ns/net', tool, '-Z', chain], check=True)
            s = socket.socket(socket.AF_INET if family == '4' else socket.AF_INET6, socket.SOCK_STREAM if protocol == 'tcp' else socket.SOCK_DGRAM)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            s.setblocking(False)
            s.bind((source, int(source_port)))
            try:
                s.connect((target, int(port)))
                if protocol == 'udp': s.send(b'x')
            except BlockingIOError: pass
            s.close()
            shown = subprocess.run(['nsenter', '--net=/proc/' + sys.argv[1] + '/ns/net', tool, '-v', '-x', '-n', '-L', chain], check=True, capture_output=True, text=True).stdout
            verdict = 'policy'
            for rule in shown.splitlines()[2:]:
                words = rule.split()
                if words[0] != '0' and words[2] in ('ACCEPT', 'DROP', 'REJECT') or words[0] != '0' and 'limit-accept' in words[2]:
                    verdict = {'ACCEPT': 'Allow', 'DROP': 'Deny', 'REJECT': 'Reject'}.get(words[2], 'Limit')
                    break
            print(verdict, flush=True)
        """;

    [RootProgramFact("ufw", "iptables", "ip", "unshare", "python3")]
    public Task The_kernel_decides_as_foreseen() => SecludedNode.RunAsync(async () =>
    {
        using var machine = new LinuxMachine();
        var executor = new LinuxExecutor(machine, new MemoryContents());
        // Neighbours must know each other: packets of IPv6 that ask who is there are let pass by ufw's own rules.
        await SecludedNode.PeerAsync("ip", "address", "add", "10.9.0.3/24", "dev", "eth0");
        await executor.ExecuteAsync(new SetFirewallState(On), CancellationToken.None);
        for (var seed = 0; seed < 4 * Fuzz.Factor; seed++)
        {
            var random = new Random(seed);
            var rules = Enumerable.Range(0, 6).Select(_ => Near(random, AnyRule.Of(random, ["MSN", "CIFS"]))).ToList();
            await executor.ExecuteAsync(
                new ChangeFirewallRules([.. machine.Firewall.Rules.Select(static rule => new FirewallEdit(rule, []) { Removes = true }), .. rules.Select(static rule => new FirewallEdit(rule, []))]),
                CancellationToken.None);
            var packets = Enumerable.Range(0, 12).Select(at => Any(random, 20000 + (100 * seed) + at)).ToList();
            var verdict = new FirewallVerdict(machine.Firewall.Rules, On with { Incoming = "policy" }, machine.Firewall.Profiles);
            var foreseen = packets.ConvertAll(packet => IsLeftToPolicy(machine, packet) ? "policy" : $"{verdict.Of(packet)}");
            var seen = await ProgramRun.Of(new ProgramRun.Start("ip", "netns", "exec", "peer", "python3", "-c", Judge, $"{Environment.ProcessId}")
            {
                Input = string.Concat(packets.Select(static packet => string.Create(CultureInfo.InvariantCulture, $"{packet.From.Version} {packet.Protocol} {packet.From} {packet.FromPort} {packet.To} {packet.ToPort}\n"))),
            });
            seen.Error.ShouldBe("");
            seen.Output.ReplaceLineEndings(" ").TrimEnd().ShouldBe(string.Join(' ', foreseen), $"{seed}: {string.Join(", ", machine.Firewall.Rules)} for {string.Join(", ", packets)}");
        }
    });

    // Whether both policies give themselves: no rule is for the packet.
    private static bool IsLeftToPolicy(LinuxMachine machine, FirewallPacket packet) => Policies
        .Select(policy => new FirewallVerdict(machine.Firewall.Rules, On with { Incoming = policy }, machine.Firewall.Profiles).Of(packet))
        .SequenceEqual([FirewallAction.Allow, FirewallAction.Deny, FirewallAction.Reject]);

    /// <summary>A rule that packets of this network may meet.</summary>
    private static FirewallRule Near(Random random, FirewallRule rule) => rule with
    {
        InInterface = rule.InInterface is null ? null : random.Next(2) == 0 ? "out" : "o+",
        From = rule.From with { Network = Near(rule.From.Network, "10.9.0.2", "10.9.0.0/30", "fd09::2", "fd09::/64", random) },
        To = rule.To with { Network = Near(rule.To.Network, "10.9.0.1", "10.9.0.0/24", "fd09::1", "fd00::/8", random), Ports = rule.To.Ports is "1,2,10:20" ? "50:60" : rule.To.Ports },
    };

    private static IpNetwork? Near(IpNetwork? network, string v4, string wideV4, string v6, string wideV6, Random random)
    {
        if (network is not { } old)
            return null;
        var isWide = random.Next(2) == 0;
        IpNetwork.TryParseAny(old.Version == 4 ? (isWide ? wideV4 : v4) : isWide ? wideV6 : v6, out var near).ShouldBeTrue();
        return near;
    }

    private static FirewallPacket Any(Random random, int sourcePort)
    {
        var isV4 = random.Next(3) > 0;
        IpAddress.TryParse(isV4 ? (random.Next(2) == 0 ? "10.9.0.2" : "10.9.0.3") : "fd09::2", out var from).ShouldBeTrue();
        IpAddress.TryParse(isV4 ? "10.9.0.1" : "fd09::1", out var to).ShouldBeTrue();
        return new(FirewallWay.In, random.Next(3) > 0 ? "tcp" : "udp", from, to) { FromPort = sourcePort, ToPort = Ports[random.Next(Ports.Length)], InInterface = "out" };
    }
}
