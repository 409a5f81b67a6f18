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
    public static List<FirewallRule> Read(LinuxFiles files, bool hasV6)
    {
        var v4 = Read(files, "/etc/ufw/user.rules", FirewallFamily.V4);
        // Without IPv6 the one list is for all that there is.
        return hasV6
            ? Merge(v4, Read(files, "/etc/ufw/user6.rules", FirewallFamily.V6))
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

    private static List<FirewallRule> Read(LinuxFiles files, string path, FirewallFamily family)
    {
        var rules = new List<FirewallRule>();
        foreach (var line in new ByteLines((files.ReadThrough(path) ?? default).Span))
        {
            if (!line.StartsWith("### tuple ###"u8) || UfwTuple.Read(Encoding.UTF8.GetString(line), family) is not { } rule)
                continue;
            // A profile with several ports is noted down for each of them.
            if ((rule.To.App ?? rule.From.App) is null || rules.Count == 0 || rules[^1] != rule)
                rules.Add(rule);
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
