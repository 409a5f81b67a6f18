using Converge.Linux.Machine.Files;
using Converge.Resources.Firewall;

namespace Converge.Linux.Machine.Ufw.Kernel;

/// <summary>The kernel's table <c>filter</c> of one family, as far as it tells which way packets go.</summary>
internal sealed class FilterTable
{
    public const string Accept = "ACCEPT";
    public const string Drop = "DROP";
    public const string Return = "RETURN";

    private readonly Dictionary<string, FilterChain> _chains = new(StringComparer.Ordinal);

    /// <summary>Null if there is no such chain.</summary>
    public FilterChain? this[string name] => _chains.GetValueOrDefault(name);

    /// <summary>
    /// Asks the kernel, and starts no process: for nftables, which iptables has stood on for years, and for the older tables
    /// only where those are in use, since the question itself would make them.
    /// </summary>
    /// <param name="mark">A chain that tells in which of both the rules are.</param>
    /// <returns>Null if the kernel does not say: it tells nobody but root, and may not have packet filters at all.</returns>
    public static FilterTable? Read(LinuxFiles files, FirewallFamily family, string mark)
    {
        var table = NftDump.Read(family, out var error);
        if (table?[mark] is not null || error == LibC.NotPermitted)
            return table;
        return XtTable.Read(files, family) is { } old && (table is null || old[mark] is not null) ? old : table;
    }

    public void Add(FilterChain chain) => _chains[chain.Name] = chain;
}

/// <param name="Policy">Null for a chain that others lead to.</param>
internal sealed record FilterChain(string Name, string? Policy)
{
    public List<FilterRule> Rules { get; } = [];

    public int JumpsTo(string chain) => Rules.Count(rule => rule.Target == chain && rule.IsForAll);
}

/// <param name="Target">What becomes of a packet, or the chain that it goes to; null for anything else, such as a log.</param>
/// <param name="IsForAll">Whether it is for all packets.</param>
internal readonly record struct FilterRule(string? Target, bool IsForAll);
