using System.Text;
using Converge.Language.Values;
using Converge.Resources.Firewall;

namespace Converge.Linux.Machine.Ufw;

/// <summary>
/// A rule as ufw notes it down in its files, in a comment above what it gives to iptables:
/// <c>### tuple ### allow tcp 22 0.0.0.0/0 any 10.0.0.0/8 in_eth0 comment=6f6666696365</c>: what is done, protocol, port and
/// address it goes to, port and address it comes from, profiles of both ends if there are any, direction and interfaces.
/// </summary>
internal static class UfwTuple
{
    private const string Mark = "### tuple ###";
    private const string CommentMark = " comment=";
    private const string Any = "any";
    private const string NoProfile = "-";
    private const string Blank = "%20";

    // Old versions wrote no direction.
    private const int LeastWords = 6;
    private const int WithProfiles = 8;
    private const int MostWords = 9;

    /// <returns>Null for a line that is no such note, or one that ufw would pass over.</returns>
    public static UfwEntry? Read(string line, FirewallFamily family)
    {
        if (!line.StartsWith(Mark, StringComparison.Ordinal))
            return null;
        var text = line[Mark.Length..];
        string? comment = null;
        if (text.IndexOf(CommentMark, StringComparison.Ordinal) is > 0 and var at)
        {
            comment = ReadComment(text[(at + CommentMark.Length)..].Trim());
            text = text[..at];
        }
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is < LeastWords or > MostWords || ReadVerb(words[0]) is not { } rule)
            return null;
        var hasProfiles = words.Length >= WithProfiles;
        if (ReadEnd(words[2], words[3], hasProfiles ? words[6] : NoProfile) is not { } to || ReadEnd(words[4], words[5], hasProfiles ? words[7] : NoProfile) is not { } from)
            return null;
        rule = rule with
        {
            // A profile stands for protocols as well as for ports.
            Protocol = (to.App ?? from.App) is null ? words[1] : FirewallRule.AnyProtocol,
            From = from,
            To = to,
            Family = family,
            Comment = string.IsNullOrEmpty(comment) ? null : comment,
        };
        var whole = words.Length is LeastWords or WithProfiles ? rule : ReadWay(words[^1], rule);
        return whole is null ? null : new(whole, words[1], Ports(words[2]), Ports(words[4]));
    }

    /// <summary>The line for an entry, without its end.</summary>
    public static string Print(UfwEntry entry)
    {
        var rule = entry.Rule;
        var text = new StringBuilder($"{Mark} {(rule.IsRoute ? "route:" : "")}{FirewallRule.Name(rule.Action)}");
        text.Append(rule.Log switch { FirewallLog.Connections => "_log", FirewallLog.Packets => "_log-all", _ => "" });
        text.Append($" {entry.Protocol} {entry.ToPorts ?? Any} {Address(rule.To, rule.Family)} {entry.FromPorts ?? Any} {Address(rule.From, rule.Family)}");
        if (entry.IsOfProfile)
            text.Append($" {Profile(rule.To)} {Profile(rule.From)}");
        text.Append($" {Way(rule)}");
        if (rule.Comment is not null)
            text.Append(CommentMark).Append(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(rule.Comment)));
        return text.ToString();
    }

    private static string? Ports(string word) => word == Any ? null : word;

    private static string Address(FirewallEnd end, FirewallFamily family) => end.Network is { } network
        ? FirewallAddress.Print(network)
        : family == FirewallFamily.V6 ? "::/0" : "0.0.0.0/0";

    private static string Profile(FirewallEnd end) => end.App?.Replace(" ", Blank, StringComparison.Ordinal) ?? NoProfile;

    private static string Way(FirewallRule rule)
    {
        var direction = rule.Direction == FirewallDirection.Out ? "out" : "in";
        if (rule is { InInterface: { } incoming, OutInterface: { } outgoing })
            return $"in_{incoming}!out_{outgoing}";
        return (rule.InInterface ?? rule.OutInterface) is { } name ? $"{(rule.OutInterface is null ? direction : "out")}_{name}" : direction;
    }

    /// <summary><c>allow</c>, <c>route:deny_log</c></summary>
    private static FirewallRule? ReadVerb(string word)
    {
        var isRoute = word.StartsWith("route:", StringComparison.Ordinal);
        var parts = word[(isRoute ? "route:".Length : 0)..].Split('_');
        FirewallAction? action = parts[0] switch
        {
            "allow" => FirewallAction.Allow,
            "deny" => FirewallAction.Deny,
            "reject" => FirewallAction.Reject,
            "limit" => FirewallAction.Limit,
            _ => null,
        };
        FirewallLog? log = parts is [_] ? FirewallLog.None : parts[1] switch
        {
            "log" => FirewallLog.Connections,
            "log-all" => FirewallLog.Packets,
            _ => null,
        };
        return action is null || log is null ? null : new(action.Value) { IsRoute = isRoute, Log = log.Value };
    }

    private static FirewallEnd? ReadEnd(string ports, string address, string profile)
    {
        var network = default(IpNetwork);
        if (address != Any && !IpNetwork.TryParseAny(address, out network))
            return null;
        var app = profile == NoProfile ? null : profile.Replace(Blank, " ", StringComparison.Ordinal);
        // All addresses of a family are any; of which family the rule is tells the file.
        return new(address == Any || network.Prefix == 0 ? null : network, app is not null || ports == Any ? null : ports, app);
    }

    /// <summary><c>in</c>, <c>out_eth0</c>, <c>in_eth0!out_eth1</c></summary>
    private static FirewallRule? ReadWay(string word, FirewallRule rule)
    {
        foreach (var part in word.Split('!'))
        {
            var line = part.IndexOf('_', StringComparison.Ordinal);
            var (direction, name) = line < 0 ? (part, null) : (part[..line], part[(line + 1)..]);
            if (direction is not ("in" or "out"))
                return null;
            if (direction == "in")
                rule = rule with { InInterface = name };
            else
                rule = rule with { OutInterface = name, Direction = rule.IsRoute ? FirewallDirection.In : FirewallDirection.Out };
        }
        return rule;
    }

    private static string? ReadComment(string hex)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromHexString(hex));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
