using Converge.Linux.Machine.Files;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Ufw.Kernel;

/// <summary>Whether the kernel does what ufw's files say: they may be right while every packet passes.</summary>
internal sealed class KernelFirewall(LinuxFiles files, bool hasV6, FirewallState state)
{
    private static readonly string[] Links = ["before-logging", "before", "after", "after-logging", "reject", "track"];

    // Traffic of new connections is followed by a rule for tcp and one for udp.
    private const int TrackingRules = 2;

    private readonly (string Base, string Chain, string Policy)[] _ways =
    [
        ("INPUT", "input", state.Incoming),
        ("FORWARD", "forward", state.Routed),
        ("OUTPUT", "output", state.Outgoing),
    ];

    /// <summary>The first difference; null if there is none, or if the kernel does not say.</summary>
    public FirewallGap? Read()
    {
        List<FirewallGap> gaps = [.. Families().Select(Read).OfType<FirewallGap>()];
        return gaps.Find(static gap => gap.IsOpen) ?? gaps.FirstOrDefault();
    }

    /// <summary>What puts ufw's chains back behind those of the kernel, which ufw itself does only where it makes them.</summary>
    /// <returns>For 'iptables-restore'; null if ufw will make them.</returns>
    public string? Relinking(FirewallFamily family)
    {
        var prefix = UfwChains.Prefix(family);
        if (FilterTable.Read(files, family, Mark(prefix)) is not { } table || table[$"{prefix}-before-logging-input"] is null)
            return null;
        var chains = _ways.SelectMany(way => Links.Select(link => (way.Base, Chain: $"{prefix}-{link}-{way.Chain}"))).ToList();
        return string.Concat(
        [
            "*filter\n",
            .. chains.Select(static link => $":{link.Chain} - [0:0]\n"),
            .. chains.SelectMany(link => Enumerable.Repeat($"-D {link.Base} -j {link.Chain}\n", table[link.Base]?.JumpsTo(link.Chain) ?? 0)),
            .. chains.Select(static link => $"-A {link.Base} -j {link.Chain}\n"),
            "COMMIT\n",
        ]);
    }

    // ufw passes over IPv6 where the kernel has none.
    private IEnumerable<FirewallFamily> Families() => hasV6 && files.Stat("/proc/net/if_inet6") is not null ? [FirewallFamily.V4, FirewallFamily.V6] : [FirewallFamily.V4];

    private static string Mark(string prefix) => $"{prefix}-user-input";

    private FirewallGap? Read(FirewallFamily family)
    {
        var prefix = UfwChains.Prefix(family);
        if (FilterTable.Read(files, family, Mark(prefix)) is not { } table)
            return null;
        if (Frame(table, prefix) is { } hole)
            return new(hole, IsOpen: true);
        var chains = UfwChains.Read(files, family);
        foreach (var chain in chains.All.OrderBy(static chain => chain.IsOfUser))
        {
            if (chain.Compare(table[chain.Name]) is { } difference)
                return new(difference, !chain.IsOfUser);
        }
        return null;
    }

    /// <summary>Whether packets come to ufw's chains at all, and what becomes of those that come out of them.</summary>
    private string? Frame(FilterTable table, string prefix)
    {
        foreach (var (name, chain, policy) in _ways)
        {
            if (table[Mark(prefix)] is null)
                return $"no chain {Mark(prefix)}";
            if (table[name] is not { } start)
                return $"no chain {name}";
            foreach (var link in Links)
            {
                if (start.JumpsTo($"{prefix}-{link}-{chain}") == 0)
                    return $"nothing leads from {name} to {prefix}-{link}-{chain}";
            }
            if (table[$"{prefix}-before-{chain}"]?.JumpsTo($"{prefix}-user-{chain}") is not > 0)
                return $"nothing leads from {prefix}-before-{chain} to {prefix}-user-{chain}";
            var wanted = policy == "allow" ? FilterTable.Accept : FilterTable.Drop;
            if (start.Policy != wanted)
                return $"policy {start.Policy} of {name}";
            if (policy == "reject" && table[$"{prefix}-reject-{chain}"]?.Rules is not { Count: > 0 })
                return $"nothing is rejected in {prefix}-reject-{chain}";
            if (policy == "allow" && table[$"{prefix}-track-{chain}"]?.Rules is not { Count: >= TrackingRules })
                return $"nothing is followed in {prefix}-track-{chain}";
            if (table[$"{prefix}-skip-to-policy-{chain}"]?.Rules is not { Count: > 0 })
                return $"no policy in {prefix}-skip-to-policy-{chain}";
        }
        return null;
    }
}
