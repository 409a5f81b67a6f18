using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary>
/// <c>network</c>: <c>interfaces</c> with their <c>addresses</c> and <c>mac</c>; the <c>gateway</c> and <c>interface</c> of the
/// default route; <c>ip</c>, the address that belongs to it, else the first that is not local.
/// </summary>
public sealed class NetworkFact(string root = "/") : IFact
{
    private const int Hexadecimal = 16;

    public string Name => "network";

    public Value Read()
    {
        var (device, gateway) = DefaultRoute();
        var interfaces = new ScriptObject();
        string? ip = null;
        foreach (var found in NetworkInterface.GetAllNetworkInterfaces().OrderBy(found => found.Name != device).ThenBy(static found => found.Name, StringComparer.Ordinal))
        {
            var addresses = found.GetIPProperties().UnicastAddresses.Select(static address => address.Address).Where(static address => !address.IsIPv6LinkLocal).ToList();
            ip ??= addresses.Find(static address => !IPAddress.IsLoopback(address))?.ToString();
            interfaces.Set(found.Name, Value.From(new ScriptObject
            {
                ["mac"] = Value.From(string.Join(':', found.GetPhysicalAddress().GetAddressBytes().Select(static part => part.ToString("x2", CultureInfo.InvariantCulture)))),
                ["addresses"] = Value.From(new ScriptArray(addresses.Select(static address => Value.From(address.ToString())))),
            }));
        }
        var network = new ScriptObject { ["interfaces"] = Value.From(interfaces) };
        Set(network, "ip", ip);
        Set(network, "interface", device);
        Set(network, "gateway", gateway);
        return Value.From(network);
    }

    private static void Set(ScriptObject network, string name, string? text)
    {
        if (text is not null)
            network.Set(name, Value.From(text));
    }

    /// <summary>The line of the kernel's tables whose destination is everything.</summary>
    private (string? Device, string? Gateway) DefaultRoute()
    {
        var path = Path.Combine(root, "proc/net/route");
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            if (line.Split('\t') is [var device, "00000000", var gateway, ..])
                return (device, new IPAddress(Convert.ToUInt32(gateway, Hexadecimal)).ToString());
        }
        return NewDefaultRoute();
    }

    /// <summary>That of IPv6: destination, length, source, length, gateway, and the interface at the end.</summary>
    private (string? Device, string? Gateway) NewDefaultRoute()
    {
        var path = Path.Combine(root, "proc/net/ipv6_route");
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var destination, "00", _, _, var gateway, .., var device] && IsZero(destination) && !IsZero(gateway))
                return (device, new IPAddress(Convert.FromHexString(gateway)).ToString());
        }
        return (null, null);
    }

    private static bool IsZero(string address) => !address.AsSpan().ContainsAnyExcept('0');
}
