using System.Numerics;
using Converge.Language.Templates.Runtime;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>Arithmetic with IPv4 and IPv6 addresses and networks.</summary>
internal static class NetFunctions
{
    public static readonly ScriptObject Group = Builtins.Members(
        new("net", "cidr", "text", Cidr),
        new("net", "cidr_contains", "cidr ip", CidrContains),
        new("net", "cidr_host", "cidr n", CidrHost),
        new("net", "cidr_overlap", "a b", CidrOverlap),
        new("net", "cidr_subnet", "cidr newbits n", CidrSubnet),
        new("net", "ip", "text", Ip),
        new("net", "ip_add", "ip n", IpAdd),
        new("net", "ip_compare", "a b", IpCompare),
        new("net", "ip_sort", "list", IpSort, BuiltinTraits.Moves));

    /// <summary>
    /// What an address is: <c>address</c> in its shortest form, <c>version</c>, <c>is_private</c>, <c>is_loopback</c>,
    /// <c>is_link_local</c>, <c>is_multicast</c> and <c>is_unspecified</c>. Short and octal forms are errors.
    /// </summary>
    /// <example><![CDATA[
    /// {{ (net.ip "10.1.2.3").is_private }} -> true
    /// {{ (net.ip "2001:DB8:0:0::1").address }} -> 2001:db8::1
    /// {{ (net.ip "::1").version }} -> 6
    /// ]]></example>
    private static Value Ip(in Call call)
    {
        var address = Address(call, 0);
        return Value.From(new ScriptObject(7)
        {
            { "address", Text(address) },
            { "version", Value.From(address.Version) },
            { "is_private", Value.From(address.IsPrivate) },
            { "is_loopback", Value.From(address.IsLoopback) },
            { "is_link_local", Value.From(address.IsLinkLocal) },
            { "is_multicast", Value.From(address.IsMulticast) },
            { "is_unspecified", Value.From(address.IsUnspecified) },
        });
    }

    /// <summary>
    /// What a network is: <c>network</c>, <c>prefix</c>, <c>version</c>, <c>netmask</c>, <c>broadcast</c> (null in IPv6, /31
    /// and /32), <c>first</c> and <c>last</c> address for a host, and <c>size</c>, the number of all addresses. Any address
    /// in the network may stand before the slash.
    /// </summary>
    /// <example><![CDATA[
    /// {{ n = net.cidr "10.1.2.3/24"; n.network + " " + n.netmask + " " + n.broadcast }} -> 10.1.2.0 255.255.255.0 10.1.2.255
    /// {{ n = net.cidr "10.1.2.0/24"; n.first + "-" + n.last }} -> 10.1.2.1-10.1.2.254
    /// {{ (net.cidr "2001:db8::/64").size }} -> 18446744073709551616
    /// {{ n = net.cidr "192.0.2.4/31"; n.first + "-" + n.last }} -> 192.0.2.4-192.0.2.5
    /// ]]></example>
    private static Value Cidr(in Call call)
    {
        var network = Network(call, 0);
        return Value.From(new ScriptObject(8)
        {
            { "network", Text(network.Network) },
            { "prefix", Value.From(network.Prefix) },
            { "version", Value.From(network.Version) },
            { "netmask", Text(network.Netmask) },
            { "broadcast", network.Broadcast is { } broadcast ? Text(broadcast) : Value.Null },
            { "first", Text(network.FirstHost) },
            { "last", Text(network.LastHost) },
            { "size", Value.From(network.Size) },
        });
    }

    /// <summary>Whether an address, or a whole network, lies in a network; never so across IPv4 and IPv6.</summary>
    /// <example><![CDATA[
    /// {{ net.cidr_contains "10.0.0.0/8" "10.200.0.1" }} -> true
    /// {{ net.cidr_contains "10.0.0.0/8" "10.1.0.0/16" }} -> true
    /// {{ net.cidr_contains "10.0.0.0/8" "::1" }} -> false
    /// ]]></example>
    private static Value CidrContains(in Call call) => Value.From(Network(call, 0).Contains(NetworkOrAddress(call, 1)));

    /// <summary>The address with that number in a network, 0 being the network's own; a negative number counts from the end.</summary>
    /// <example><![CDATA[
    /// {{ net.cidr_host "10.1.2.0/24" 5 }} -> 10.1.2.5
    /// {{ net.cidr_host "10.1.2.0/24" (-2) }} -> 10.1.2.254
    /// {{ net.cidr_host "2001:db8::/64" 255 }} -> 2001:db8::ff
    /// ]]></example>
    private static Value CidrHost(in Call call)
    {
        var network = Network(call, 0);
        var number = Integer(call, 1);
        var host = number < 0 ? network.Size + number : number;
        return host >= 0 && host < network.Size
            ? Text(network.Network with { Number = network.Network.Number + (UInt128)host })
            : throw call.Error(1, $"the network {call.Quote(0)} has no host {call.Quote(1)}");
    }

    /// <summary>The subnet with that number, counted from 0, of a network divided by so many more bits of prefix.</summary>
    /// <example><![CDATA[
    /// {{ net.cidr_subnet "10.0.0.0/16" 8 3 }} -> 10.0.3.0/24
    /// {{ net.cidr_subnet "2001:db8::/48" 16 255 }} -> 2001:db8:0:ff::/64
    /// ]]></example>
    private static Value CidrSubnet(in Call call)
    {
        var network = Network(call, 0);
        var (bits, number) = (Integer(call, 1), Integer(call, 2));
        if (bits < 0 || bits > network.Network.Bits - network.Prefix)
            throw call.Error(1, $"the network {call.Quote(0)} cannot be divided by {call.Quote(1)} bits");
        if (number < 0 || number >= BigInteger.One << (int)bits)
            throw call.Error(2, $"the network {call.Quote(0)} has no subnet {call.Quote(2)} of {call.Quote(1)} bits");
        var prefix = network.Prefix + (int)bits;
        // A shift by the whole width would be a shift by nothing; the number is 0 then.
        var offset = prefix == 0 ? 0 : (UInt128)number << (network.Network.Bits - prefix);
        return Value.From(IpNetwork.Of(network.Network with { Number = network.Network.Number + offset }, prefix).ToString());
    }

    /// <summary>Whether two networks have addresses in common.</summary>
    /// <example><![CDATA[
    /// {{ net.cidr_overlap "10.0.0.0/8" "10.1.0.0/16" }} -> true
    /// {{ net.cidr_overlap "10.0.0.0/24" "10.0.1.0/24" }} -> false
    /// ]]></example>
    private static Value CidrOverlap(in Call call)
    {
        var (a, b) = (Network(call, 0), Network(call, 1));
        return Value.From(a.Contains(b) || b.Contains(a));
    }

    /// <summary>The address so many places further on; a negative number means before.</summary>
    /// <example><![CDATA[
    /// {{ net.ip_add "10.0.0.250" 10 }} -> 10.0.1.4
    /// {{ net.ip_add "2001:db8::1" (-2) }} -> 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff
    /// ]]></example>
    private static Value IpAdd(in Call call)
    {
        var address = Address(call, 0);
        var number = (BigInteger)address.Number + Integer(call, 1);
        return number >= 0 && number <= (BigInteger)IpAddress.Largest(address.Version)
            ? Text(address with { Number = (UInt128)number })
            : throw call.Error(1, $"there is no address {call.Quote(1)} places from {call.Quote(0)}");
    }

    /// <summary>-1, 0 or 1: whether the first address is before, the same as, or after the second; IPv4 is before IPv6.</summary>
    /// <example><![CDATA[
    /// {{ net.ip_compare "10.0.0.9" "10.0.0.10" }} -> -1
    /// {{ net.ip_compare "::1" "0:0:0:0:0:0:0:1" }} -> 0
    /// ]]></example>
    private static Value IpCompare(in Call call) => Value.From(Math.Sign(Address(call, 0).CompareTo(Address(call, 1))));

    /// <summary>Addresses and networks in the order of their numbers, IPv4 before IPv6, a network before what is in it.</summary>
    /// <example><![CDATA[
    /// {{ ["10.0.0.10", "10.0.0.9", "::1"] | net.ip_sort }} -> ["10.0.0.9", "10.0.0.10", "::1"]
    /// {{ ["10.0.0.0/24", "10.0.0.0/8"] | net.ip_sort }} -> ["10.0.0.0/8", "10.0.0.0/24"]
    /// ]]></example>
    private static Value IpSort(in Call call)
    {
        if (call.List(0) is not { } list)
            return Value.From(new ScriptArray());
        var items = new List<(IpAddress Address, int Prefix, Value Item)>();
        foreach (var item in call.Walk(list))
        {
            if (!item.IsText || !TryParseKeeping(item.RevealText(), out var address, out var prefix))
                throw call.Error(0, $"item {items.Count} is neither an IP address nor a network");
            items.Add((address, prefix, item));
        }
        call.ReserveItems(items.Count);
        return Value.From(new ScriptArray(items.OrderBy(item => item.Address).ThenBy(item => item.Prefix).Select(item => item.Item)));
    }

    // The address of an item such as '10.0.0.5/24' keeps its place among the others.
    private static bool TryParseKeeping(string text, out IpAddress address, out int prefix)
    {
        address = default;
        prefix = 0;
        if (!IpNetwork.TryParseAny(text, out var network))
            return false;
        prefix = network.Prefix;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return IpAddress.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out address);
    }

    private static Value Text(IpAddress address) => Value.From(address.ToString());

    private static IpAddress Address(in Call call, int index) => IpAddress.TryParse(call.TextOrEmpty(index), out var address)
        ? address
        : throw call.Error(index, $"{call.Quote(index)} is no IP address", "all parts are needed, in decimal: '10.0.0.1', or '2001:db8::1'");

    private static IpNetwork Network(in Call call, int index) => IpNetwork.TryParse(call.TextOrEmpty(index), out var network)
        ? network
        : throw call.Error(index, $"{call.Quote(index)} is no network", "a network is written as '10.0.0.0/8' or '2001:db8::/32'");

    private static IpNetwork NetworkOrAddress(in Call call, int index) => IpNetwork.TryParseAny(call.TextOrEmpty(index), out var network)
        ? network
        : throw call.Error(index, $"{call.Quote(index)} is neither an IP address nor a network");

    private static BigInteger Integer(in Call call, int index) =>
        Conversions.TryToBigInteger(call[index], out var number) ? number : call.Int(index);
}
