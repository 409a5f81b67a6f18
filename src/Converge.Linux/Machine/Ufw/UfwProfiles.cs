using System.Collections.Immutable;
using System.Text;
using Converge.Linux.Machine.Files;
using Converge.Resources.Firewall;

namespace Converge.Linux.Machine.Ufw;

/// <summary>The profiles in <c>/etc/ufw/applications.d</c>. Of several with the same name the last one counts, as for ufw.</summary>
internal static class UfwProfiles
{
    private const string Folder = "/etc/ufw/applications.d";

    // What dpkg and editors leave beside files.
    private static readonly string[] Leftovers = [".dpkg-new", ".dpkg-old", ".dpkg-dist", ".rpmnew", ".rpmsave", "~"];

    public static FirewallProfiles Read(LinuxFiles files)
    {
        var profiles = ImmutableDictionary.CreateBuilder<string, ImmutableArray<FirewallProfilePorts>>(StringComparer.Ordinal);
        foreach (var name in (files.List(Folder) ?? []).Order(StringComparer.Ordinal))
        {
            if (name.StartsWith('.') || Array.Exists(Leftovers, leftover => name.EndsWith(leftover, StringComparison.Ordinal)))
                continue;
            if (files.ReadThrough($"{Folder}/{name}") is { } content)
                Add(Encoding.UTF8.GetString(content.Span), profiles);
        }
        return new(profiles.ToImmutable());
    }

    private static void Add(string text, ImmutableDictionary<string, ImmutableArray<FirewallProfilePorts>>.Builder profiles)
    {
        string? section = null;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith('[') && line.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
                section = line[1..end];
            else if (section is not null && line.IndexOfAny(['=', ':']) is > 0 and var at && line[..at].Trim().Equals("ports", StringComparison.OrdinalIgnoreCase)
                && ReadPorts(line[(at + 1)..].Trim()) is { IsEmpty: false } ports)
                profiles[section] = ports;
        }
    }

    /// <returns>None if one of them is none: ufw passes over such a profile.</returns>
    private static ImmutableArray<FirewallProfilePorts> ReadPorts(string text)
    {
        var ports = ImmutableArray.CreateBuilder<FirewallProfilePorts>();
        foreach (var part in text.Split('|'))
        {
            if (FirewallRule.Parse($"allow {part}") is not { To.Ports: { } read } rule)
                return [];
            ports.Add(new(read, part.Contains('/', StringComparison.Ordinal) ? rule.Protocol : FirewallRule.AnyProtocol));
        }
        return ports.ToImmutable();
    }
}
