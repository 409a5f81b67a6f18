using System.Text;
using Converge.Language.Values;

namespace Converge.Resources.Firewall;

/// <summary>Which way a packet goes through a machine.</summary>
public enum FirewallWay
{
    In,
    Out,
    Routed,
}

/// <summary>The first packet of a connection. An interface that is null is not known.</summary>
public sealed record FirewallPacket(FirewallWay Way, string Protocol, IpAddress From, IpAddress To)
{
    /// <summary>Null if the protocol has none.</summary>
    public int? FromPort { get; init; }

    /// <inheritdoc cref="FromPort"/>
    public int? ToPort { get; init; }

    public string? InInterface { get; init; }

    public string? OutInterface { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder($"{Protocol} from {From} to {To}");
        if (ToPort is { } port)
            text.Append($" port {port}");
        return text.ToString();
    }
}
