using Converge.Language.Values;

namespace Converge.Resources.Firewall;

/// <summary>What the words and the properties of a rule tell, before it is known whether that makes a rule.</summary>
internal sealed class FirewallDraft
{
    /// <summary>The services that ports were named by, and their protocols.</summary>
    private readonly List<(string Name, string Protocol)> _services = [];

    public FirewallAction Action { get; set; }

    public bool IsRoute { get; set; }

    /// <summary>Whether the words behind the verb tell nothing.</summary>
    public bool IsLabelled { get; set; }

    public FirewallDirection? Direction { get; set; }

    public FirewallLog Log { get; set; }

    public string? InInterface { get; set; }

    public string? OutInterface { get; set; }

    public string? Protocol { get; set; }

    public FirewallEnd From { get; set; } = FirewallEnd.Any;

    public FirewallEnd To { get; set; } = FirewallEnd.Any;

    /// <summary>Said by an address that means all of one family, such as <c>0.0.0.0/0</c>.</summary>
    public FirewallFamily Family { get; set; }

    public string? Comment { get; set; }

    public Range CommentPart { get; set; } = ..;

    /// <summary>A lone name: a service, else a profile of ufw.</summary>
    public FirewallWord? Name { get; set; }

    /// <summary>Clauses that were there.</summary>
    public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

    private bool HasPorts => From.Ports is not null || To.Ports is not null;

    public bool HasFamilyConflict { get; private set; }

    public void SetNetwork(bool isTo, IpNetwork? network)
    {
        if (network is { } given)
        {
            var family = given.Version == 4 ? FirewallFamily.V4 : FirewallFamily.V6;
            HasFamilyConflict |= Family != FirewallFamily.Both && Family != family;
            Family = family;
            // All addresses of one family are any address, and the family.
            network = given.Prefix == 0 ? null : given;
        }
        if (isTo)
            To = To with { Network = network };
        else
            From = From with { Network = network };
    }

    /// <returns>The port.</returns>
    public string AddService(string name, (string Port, string Protocol) service)
    {
        _services.Add((name, service.Protocol));
        return service.Port;
    }

    public FirewallRule? Finish(out FirewallError? error)
    {
        ResolveName();
        error = Check() ?? ResolveServices() ?? CheckProtocol();
        if (error is not null)
            return null;
        var direction = Direction ?? (OutInterface is not null ? FirewallDirection.Out : FirewallDirection.In);
        var protocol = Protocol ?? FirewallRule.AnyProtocol;
        return new(Action)
        {
            IsRoute = IsRoute,
            Direction = IsRoute ? FirewallDirection.In : direction,
            Log = Log,
            InInterface = InInterface,
            OutInterface = OutInterface,
            Protocol = protocol,
            From = From,
            To = To,
            Family = FirewallProtocols.IsV4Only(protocol) ? FirewallFamily.V4 : Family,
            Comment = Comment,
        };
    }

    private void ResolveName()
    {
        if (Name?.Text is not { } name)
            return;
        To = FirewallServices.TryFind(name, out var service) ? To with { Ports = AddService(name, service) } : To with { App = name };
    }

    private FirewallError? Check()
    {
        if (Comment?.AsSpan().IndexOfAny('\'', '\n', '\r') >= 0)
            return new(CommentPart, "ufw allows no quote and no newline in a comment");
        if (HasFamilyConflict)
            return new(.., "one end is an IPv4 address, the other an IPv6 address");
        if (!IsRoute && InInterface is not null && OutInterface is not null)
            return new(
                ..,
                "a rule has one interface: both 'in' and 'out' are for packets that are passed on",
                "write 'route' before the rule, or 'route: true'");
        if (!IsRoute && ((Direction == FirewallDirection.In && OutInterface is not null) || (Direction == FirewallDirection.Out && InInterface is not null)))
            return new(.., "the rule is for one direction and its interface for the other");
        return (From.App is null && To.App is null) || Protocol is null or FirewallRule.AnyProtocol
            ? null
            : new(.., "a profile of ufw tells the protocol itself: 'proto' cannot stand beside it");
    }

    private FirewallError? ResolveServices()
    {
        foreach (var (name, protocol) in _services)
        {
            if (Protocol is null or FirewallRule.AnyProtocol)
                Protocol = protocol;
            else if (protocol != FirewallRule.AnyProtocol && protocol != Protocol)
                return new(.., $"'{name}' is a service of {protocol}, not of {Protocol}");
        }
        return null;
    }

    private FirewallError? CheckProtocol()
    {
        var protocol = Protocol ?? FirewallRule.AnyProtocol;
        if (HasPorts && !FirewallProtocols.HasPorts(protocol))
            return new(.., $"the protocol '{protocol}' has no ports");
        if (protocol == FirewallRule.AnyProtocol && (FirewallPorts.AreSeveral(From.Ports ?? "") || FirewallPorts.AreSeveral(To.Ports ?? "")))
            return new(
                ..,
                "several ports need a protocol: it must be 'tcp' or 'udp'",
                $"write it behind the ports, such as {To.Ports ?? From.Ports}/tcp, or as 'proto'");
        return FirewallProtocols.IsV4Only(protocol) && Family == FirewallFamily.V6
            ? new(.., $"the protocol '{protocol}' has no IPv6 addresses")
            : null;
    }
}
