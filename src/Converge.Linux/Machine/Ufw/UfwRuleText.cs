using System.Text;
using Converge.Resources.Firewall;

namespace Converge.Linux.Machine.Ufw;

/// <summary>What ufw gives to iptables for an entry, line by line as ufw writes it.</summary>
internal sealed class UfwRuleText(string prefix, StringBuilder text)
{
    private const string Rate = "-m limit --limit 3/min --limit-burst 10";
    private const string Recent = " -m conntrack --ctstate NEW -m recent";

    public void Append(UfwEntry entry)
    {
        // iptables knows no ports of all protocols.
        string[] protocols = entry.Protocol != FirewallRule.AnyProtocol ? [entry.Protocol] : entry.HasPorts ? ["tcp", "udp"] : [""];
        foreach (var protocol in protocols)
            Append(entry, protocol);
    }

    private void Append(UfwEntry entry, string protocol)
    {
        var rule = entry.Rule;
        var chain = rule.IsRoute ? "forward" : rule.Direction == FirewallDirection.Out ? "output" : "input";
        var match = Match(entry, protocol);
        if (rule.Log != FirewallLog.None)
            AppendLog(rule, chain, match);
        var user = $"-A {prefix}-user-{chain}{match}";
        var profile = Profile(rule);
        if (rule.Action == FirewallAction.Limit)
        {
            text.Append($"{user}{Recent} --set{profile}\n");
            text.Append($"{user}{Recent} --update --seconds 30 --hitcount 6 -j {prefix}-user-limit{profile}\n");
            text.Append($"{user} -j {prefix}-user-limit-accept{profile}\n");
            return;
        }
        var target = rule.Action switch
        {
            FirewallAction.Allow => "ACCEPT",
            FirewallAction.Deny => "DROP",
            _ => protocol == "tcp" ? "REJECT --reject-with tcp-reset" : "REJECT",
        };
        text.Append($"{user} -j {target}{profile}\n");
    }

    private void AppendLog(FirewallRule rule, string chain, string match)
    {
        var logging = $"{prefix}-user-logging-{chain}";
        var title = rule.Action switch { FirewallAction.Allow => "ALLOW", FirewallAction.Limit => "LIMIT", _ => "BLOCK" };
        var isNew = rule.Log == FirewallLog.Connections ? " -m conntrack --ctstate NEW" : "";
        text.Append($"-A {logging}{match}{isNew} {Rate} -j LOG --log-prefix \"[UFW {title}] \"\n");
        text.Append($"-A {logging}{match} -j RETURN\n");
        text.Append($"-A {prefix}-user-{chain}{match} -j {logging}\n");
    }

    private static string Match(UfwEntry entry, string protocol)
    {
        var words = new StringBuilder();
        Add("-i", entry.Rule.InInterface);
        Add("-o", entry.Rule.OutInterface);
        Add("-p", protocol.Length == 0 ? null : protocol);
        if (entry.HasSeveralPorts)
        {
            Add("-m multiport --dports", entry.ToPorts);
            Add("-m multiport --sports", entry.FromPorts);
        }
        Add("-d", Print(entry.Rule.To));
        Add("--dport", entry.HasSeveralPorts ? null : entry.ToPorts);
        Add("-s", Print(entry.Rule.From));
        Add("--sport", entry.HasSeveralPorts ? null : entry.FromPorts);
        return words.ToString();

        void Add(string option, string? value)
        {
            if (value is not null)
                words.Append($" {option} {value}");
        }
    }

    private static string? Print(FirewallEnd end) => end.Network is { } network ? FirewallAddress.Print(network) : null;

    private static string Profile(FirewallRule rule)
    {
        var names = string.Join(',', Names(rule));
        return names.Length == 0 ? "" : $" -m comment --comment '{names}'";
    }

    private static IEnumerable<string> Names(FirewallRule rule)
    {
        if (rule.To.App is { } to)
            yield return $"dapp_{to.Replace(" ", "%20", StringComparison.Ordinal)}";
        if (rule.From.App is { } from)
            yield return $"sapp_{from.Replace(" ", "%20", StringComparison.Ordinal)}";
    }
}
