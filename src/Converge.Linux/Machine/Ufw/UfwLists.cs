using Converge.Linux.Machine.Files;
using Converge.Resources.Firewall;

namespace Converge.Linux.Machine.Ufw;

/// <summary>What stands in the files of both families, to write them anew.</summary>
internal sealed class UfwLists
{
    private readonly FirewallProfiles _profiles;

    // Entries of profiles as they are: a profile may be another one by now, or gone.
    private readonly ILookup<FirewallRule, UfwEntry> _known;

    public UfwLists(LinuxFiles files, FirewallProfiles profiles)
    {
        _profiles = profiles;
        _known = UfwRules.ReadEntries(files, UfwRules.V4Path, FirewallFamily.V4)
            .Concat(UfwRules.ReadEntries(files, UfwRules.V6Path, FirewallFamily.V6))
            .Where(static entry => entry.IsOfProfile)
            .Distinct()
            .ToLookup(static entry => entry.Rule.WithoutComment);
    }

    /// <summary>The list of one family for rules of both, in their order.</summary>
    /// <exception cref="FormatException">A rule names a profile that does not exist.</exception>
    public List<UfwEntry> Of(IEnumerable<FirewallRule> rules, FirewallFamily family)
    {
        var entries = new List<UfwEntry>();
        foreach (var rule in rules)
        {
            if (rule.Family == FirewallFamily.Both || rule.Family == family)
                entries.AddRange(Of(rule, family));
        }
        return entries;
    }

    private List<UfwEntry> Of(FirewallRule wanted, FirewallFamily family)
    {
        var rule = wanted with { Family = family };
        if (rule.To.App is null && rule.From.App is null)
            return [UfwEntry.Of(rule)];
        List<UfwEntry> entries = [.. _known[rule.WithoutComment].Select(entry => entry with { Rule = rule })];
        if (entries.Count == 0)
            entries = [.. _profiles.Expand(rule).Select(ports => new UfwEntry(rule, ports.Protocol, ports.To, ports.From))];
        return entries.Count > 0 ? entries : throw new FormatException($"a profile of '{wanted.WithoutComment}' is not in /etc/ufw/applications.d");
    }
}
