using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>What a machine is called, where it is, and which others it knows.</summary>
internal static class HostSchemas
{
    public static ResourceSchema KnownHost { get; } = new(
        "ssh_known_host",
        "Keys of another machine that every user of ssh on this one trusts, in /etc/ssh/ssh_known_hosts.",
        HostText.NameOrAddress,
        [
            new("keys", new ListType(KeyText.HostKey, "public keys of SSH") { IsSet = true, NeedsItem = true }, "All of its keys; others are removed."),
            new("names", new ListType(HostText.NameOrAddress, "names and addresses") { IsSet = true }, "What it is called besides its title."),
            new("absent", BoolType.Instance, "True: no key of it is trusted there. Default: false."),
        ])
    {
        Rule = static check => check.NeedsUnlessAbsent("keys"),
    };

    public static ResourceSchema HostsEntry { get; } = new(
        "hosts_entry",
        "The line of an address in /etc/hosts.",
        AddressText.Address,
        [
            new("names", new ListType(HostText.Name, "names of hosts") { NeedsItem = true }, "Its names, the full one first."),
            new("absent", BoolType.Instance, "True: there is no line for the address. Default: false."),
        ])
    {
        Rule = static check => check.NeedsUnlessAbsent("names"),
    };

    public static ResourceSchema Hostname { get; } = new(
        "hostname",
        "What the machine is called, now and after a boot.",
        HostText.Name,
        []);

    public static ResourceSchema Timezone { get; } = new("timezone", "The time zone of the machine.", TimeText.Zone, []);

    public static ResourceSchema Locale { get; } = new(
        "locale",
        "A locale that programs can use.",
        TimeText.Locale,
        [
            new("default", BoolType.Instance, "Whether it is the one that users get who choose none. Default: false."),
            new("absent", BoolType.Instance, "True: it is not made. Default: false."),
        ])
    {
        Rule = static check => check.AloneIfAbsent(),
    };
}
