using Converge.Resources.Firewall;

namespace Converge.Resources.Machines;

/// <summary>ufw as its files describe it, and what the kernel has of it.</summary>
public interface IFirewall
{
    /// <summary>Why there is no ufw to read; null if there is.</summary>
    string? WhyAbsent { get; }

    /// <summary>All rules that somebody added, in their order.</summary>
    IReadOnlyList<FirewallRule> Rules { get; }

    FirewallState State { get; }

    /// <summary>In what the kernel does not do as the files say; null while the firewall is off, and where the kernel does not say.</summary>
    FirewallGap? Gap { get; }

    /// <summary>Names that stand for ports.</summary>
    FirewallProfiles Profiles { get; }

    /// <summary>Whether ufw is for IPv6, too; else a rule is for IPv4 or not at all.</summary>
    bool HasV6 { get; }

    /// <summary>The connections by which this machine is reached now, as the first packets that new ones would have.</summary>
    IReadOnlyList<FirewallPacket> Lifelines { get; }
}

/// <param name="Incoming"><c>allow</c>, <c>deny</c> or <c>reject</c>, as the other two.</param>
public sealed record FirewallState(bool Enabled, string Incoming, string Outgoing, string Routed, string Logging);

/// <summary>Something that the kernel does not have although ufw is on.</summary>
/// <param name="What">The first such thing: <c>no chain ufw-user-input</c>.</param>
/// <param name="IsOpen">Whether it is more than rules that somebody added: packets may pass by all of them.</param>
public sealed record FirewallGap(string What, bool IsOpen);
