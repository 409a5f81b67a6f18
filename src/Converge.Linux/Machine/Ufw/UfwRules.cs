using System.Text;
using Converge.Linux.Machine.Files;
using Converge.Resources.Firewall;

namespace Converge.Linux.Machine.Ufw;

/// <summary>
/// The rules of both files as one list. ufw keeps one list for each family: a rule for both is noted down twice, and is
/// one rule again here. Of two lists in which the same rules stand in another order, one is told as rules of one family.
/// </summary>
internal static class UfwRules
{
    public const string V4Path = "/etc/ufw/user.rules";
    public const string V6Path = "/etc/ufw/user6.rules";

    public static List<FirewallRule> Read(LinuxFiles files, bool hasV6)
    {
        var v4 = Read(files, V4Path, FirewallFamily.V4);
        // Without IPv6 the one list is for all that there is.
        return hasV6
            ? Merge(v4, Read(files, V6Path, FirewallFamily.V6))
            : [.. v4.Select(static rule => IsOfV4Alone(rule) || HasAddress(rule) ? rule : rule with { Family = FirewallFamily.Both })];
    }

    public static List<FirewallRule> Merge(IReadOnlyList<FirewallRule> v4, IReadOnlyList<FirewallRule> v6)
    {
        var merged = new List<FirewallRule>();
        var next = 0;
        foreach (var rule in v4)
        {
            var twin = HasAddress(rule) ? -1 : Find(v6, next, rule with { Family = FirewallFamily.V6 });
            if (twin < 0)
            {
                merged.Add(rule);
                continue;
            }
            for (; next < twin; next++)
                merged.Add(v6[next]);
            next++;
            merged.Add(rule with { Family = FirewallFamily.Both });
        }
        merged.AddRange(v6.Skip(next));
        return merged;
    }

    /// <summary>The list of one family as it stands in the file.</summary>
    public static List<UfwEntry> ReadEntries(LinuxFiles files, string path, FirewallFamily family)
    {
        var entries = new List<UfwEntry>();
        foreach (var line in new ByteLines((files.ReadThrough(path) ?? default).Span))
        {
            if (line.StartsWith("### tuple ###"u8) && UfwTuple.Read(Encoding.UTF8.GetString(line), family) is { } entry)
                entries.Add(entry);
        }
        return entries;
    }

    private static List<FirewallRule> Read(LinuxFiles files, string path, FirewallFamily family)
    {
        var rules = new List<FirewallRule>();
        foreach (var entry in ReadEntries(files, path, family))
        {
            // A profile with several ports is noted down for each of them.
            if (!entry.IsOfProfile || rules.Count == 0 || rules[^1] != entry.Rule)
                rules.Add(entry.Rule);
        }
        return rules;
    }

    private static bool HasAddress(FirewallRule rule) => rule.From.Network is not null || rule.To.Network is not null;

    private static bool IsOfV4Alone(FirewallRule rule) => rule.Protocol is "ipv6" or "igmp";

    private static int Find(IReadOnlyList<FirewallRule> rules, int start, FirewallRule wanted)
    {
        for (var i = start; i < rules.Count; i++)
        {
            if (rules[i] == wanted)
                return i;
        }
        return -1;
    }
}
