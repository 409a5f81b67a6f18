using System.Net;

namespace Converge.Lab.Keeping;

/// <summary>The addresses of a lab: 254 that share their first three numbers, the first one for the lab itself.</summary>
public sealed record LabNetwork(string Start)
{
    public const int Prefix = 24;
    public const string Bridge = "br0";

    /// <summary>Where nodes find packages.</summary>
    public const int PackagePort = 3142;

    public static LabNetwork Usual { get; } = new("10.77.0");

    public IPAddress Own => IPAddress.Parse($"{Start}.1");

    /// <summary>The network that all these addresses are in.</summary>
    /// <exception cref="LabException">There is none, or one of them is taken.</exception>
    public static LabNetwork Of(IEnumerable<(string Node, string Address)> nodes)
    {
        LabNetwork? network = null;
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (node, address) in nodes)
        {
            if (!IPAddress.TryParse(address, out var parsed) || parsed.GetAddressBytes() is not [_, _, _, var last] bytes)
                throw new LabException($"'{node}' has the address '{address}'", "nodes of a lab have addresses such as 10.77.0.21");
            var its = new LabNetwork($"{bytes[0]}.{bytes[1]}.{bytes[2]}");
            network ??= its;
            if (its != network)
                throw new LabException($"'{node}' has the address '{address}', others have {network.Start}.x", "the nodes of a lab share one network: only the last number differs");
            if (last is 0 or 1 or byte.MaxValue)
                throw new LabException($"'{node}' cannot have the address '{address}'", $"{network.Start}.1 is that of the lab itself; use 2 to 254");
            if (!seen.TryAdd(address, node))
                throw new LabException($"'{node}' and '{seen[address]}' have the same address '{address}'");
        }
        return network ?? Usual;
    }
}
