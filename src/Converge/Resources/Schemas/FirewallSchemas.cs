using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>Rules and policy of the firewall.</summary>
internal static class FirewallSchemas
{
    private static readonly ChoiceType PolicyAction = new("allow", "deny", "reject");

    private const string ForceSummary = "Whether it may cut off whom this machine is reached by just now: sessions of ssh, and the connections of this program. Default: false, so it is refused.";

    public static ResourceSchema Firewall { get; } = new(
        "firewall",
        "A rule of ufw, in ufw's words: 'allow 22/tcp', 'deny from 10.0.0.0/8 to any port 5432 proto tcp', 'route allow in on eth0 out on eth1'. "
        + "Properties tell what the words leave open; where 'to_port' or 'app' is given, words that are no rule are a label: 'allow office'. "
        + "The rules of a node are one set, in the order of its recipes.",
        FirewallTypes.Title,
        [
            new("from", AddressText.AddressOrAny, "The address or network that packets come from. Default: any."),
            new("to", AddressText.AddressOrAny, "The address or network that they go to. Default: any."),
            new("from_port", PortsType.Instance, "The ports they come from: a port, a service, a range, or a list. Default: any."),
            new("to_port", PortsType.Instance, "The ports they go to: a port, a service, a range, or a list. Default: any."),
            new("app", PlainText.Line, "A profile of ufw instead of ports, such as Nginx Full."),
            new("proto", FirewallTypes.Protocol, "The protocol. Default: any; several ports need tcp or udp."),
            new("in", InterfaceSideType.Instance, "The interface that packets come in by, or true: incoming packets, which is the default."),
            new("out", InterfaceSideType.Instance, "The interface that packets go out by, or true: outgoing packets."),
            new("interface", InterfaceNames.Type, "The interface, in whatever direction the rule has."),
            new("route", BoolType.Instance, "Whether it is for packets that the machine passes on. Default: false."),
            new("log", new ChoiceType("connections", "packets"), "What is logged of the packets it is for: new connections or all packets. Default: nothing."),
            new("comment", FirewallTypes.Comment, "What 'ufw status' shows beside it."),
            new("before", FirewallTypes.Rule, "A rule that it must stand before, or 'all': before those that no recipe declares."),
            new("absent", BoolType.Instance, "Whether there is to be no such rule. Default: false."),
            new("force", BoolType.Instance, ForceSummary),
        ])
    {
        Guards = static _ => true,
        Complete = FirewallCompletion.Complete,
    };

    public static ResourceSchema Policy { get; } = new(
        "firewall_policy",
        "What becomes of packets that no rule is for, and whether the firewall is on.",
        new ChoiceType("default"),
        [
            new("enabled", BoolType.Instance, "Whether the firewall is on, now and at boot. While it is to be on, also what the kernel lacks of it is a difference, told as 'loaded', and is loaded."),
            new("incoming", PolicyAction, "What becomes of packets to this machine."),
            new("outgoing", PolicyAction, "What becomes of packets from this machine."),
            new("routed", PolicyAction, "What becomes of packets that it passes on."),
            new("logging", new ChoiceType("off", "low", "medium", "high", "full"), "How much is logged."),
            new("purge", BoolType.Instance, "Whether rules that no recipe declares are removed. Default: false."),
            new("force", BoolType.Instance, ForceSummary),
        ])
    {
        Guards = static _ => true,
    };
}
