using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Lab.Keeping;
using Converge.Nodes;

namespace Converge.Lab.Fleets;

/// <summary>A node that <c>nodes/</c> declares for the environment of the lab.</summary>
/// <param name="Name">The first part of its name: how people call it.</param>
public sealed record LabNode(string Name, string Fqdn, string Address, ImmutableArray<string> Roles)
{
    private const string ServerRole = "converge-server";

    /// <summary>Whether it is the one that tells others what to do.</summary>
    public bool IsServer => Roles.Contains(ServerRole);
}

/// <summary>The machines that a lab is to have.</summary>
public sealed class LabFleet
{
    private LabFleet(ImmutableArray<LabNode> nodes, LabNetwork network)
    {
        Nodes = nodes;
        Network = network;
    }

    public ImmutableArray<LabNode> Nodes { get; }

    public LabNetwork Network { get; }

    /// <summary>The node through which the others are told what to do; null if each converges by itself.</summary>
    public LabNode? Server => Nodes.FirstOrDefault(static node => node.IsServer);

    /// <summary>What stands in the <c>/etc/hosts</c> of each.</summary>
    public string Hosts => string.Concat(
        (IEnumerable<string>)["127.0.0.1 localhost\n", "::1 localhost ip6-localhost ip6-loopback\n", .. Nodes.Select(static node => $"{node.Address} {(node.Fqdn == node.Name ? "" : $"{node.Fqdn} ")}{node.Name}\n")]);

    /// <exception cref="LabException">There is no such environment, or its nodes cannot be in one lab.</exception>
    public static LabFleet Read(Fleet fleet, string environment)
    {
        ArgumentNullException.ThrowIfNull(fleet);
        if (!fleet.Tree.Environments.ContainsKey(environment))
            throw new LabException($"there is no environment '{environment}'", $"there are {string.Join(", ", fleet.Tree.Environments.Keys.DefaultIfEmpty("none"))}");
        var nodes = fleet.Nodes.Where(node => node.Environment.Name == environment).Select(Read).ToImmutableArray();
        if (nodes.IsEmpty)
            throw new LabException($"nodes/ declares no node of the environment '{environment}'", "a node of a lab has a name, an 'ip' such as 10.77.0.21, and roles");
        foreach (var twice in nodes.GroupBy(static node => node.Name, StringComparer.Ordinal).Where(static group => group.Count() > 1))
            throw new LabException($"'{twice.First().Fqdn}' and '{twice.Last().Fqdn}' would both be '{twice.Key}' in the lab", "the first parts of the names must differ");
        return new(nodes, LabNetwork.Of(nodes.Select(static node => (node.Fqdn, node.Address))));
    }

    /// <summary>Those of these names, or all if there are none.</summary>
    public ImmutableArray<LabNode> Choose(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
        {
            if (!Nodes.Any(node => node.Name == name || node.Fqdn == name))
                throw new LabException($"there is no node '{name}' in the lab", $"there are {string.Join(", ", Nodes.Select(static node => node.Name))}");
        }
        return names.Count == 0 ? Nodes : [.. Nodes.Where(node => names.Contains(node.Name) || names.Contains(node.Fqdn))];
    }

    private static LabNode Read(NodeIdentity node) => new(
        node.Name.Split('.')[0],
        node.Fqdn ?? node.Name,
        node.Ip ?? throw new LabException($"the node '{node.Name}' has no 'ip'", "a node of a lab has an address such as 10.77.0.21"),
        [.. node.Roles.Select(static role => role.Name)]);
}
