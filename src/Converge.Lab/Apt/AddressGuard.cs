using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Converge.Lab.Apt;

/// <summary>Nodes have no route to the machine they run on, and shall not find one through the proxy.</summary>
internal sealed class AddressGuard(bool allowLoopback)
{
    /// <summary>Connects to one of the addresses of a name that are allowed. They are checked here, and not earlier, because a name may have others the next time.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);
        if (!IsProxyOfThisMachine(context))
            addresses = Allowed(addresses, host);
        // Where the newer protocol goes nowhere, as in many containers, one would wait for it first.
        Array.Sort(addresses, static (a, b) => a.AddressFamily.CompareTo(b.AddressFamily));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Fails if an address itself stands in the place of a name; a proxy of this machine could otherwise be asked for it.</summary>
    public void Check(Uri uri)
    {
        if (IPAddress.TryParse(uri.IdnHost, out var literal))
            Allowed([literal], uri.Host);
        else if (!allowLoopback && (uri.IdnHost is "localhost" || uri.IdnHost.EndsWith(".localhost", StringComparison.Ordinal)))
            throw new ForbiddenAddressException(uri.Host);
    }

    private IPAddress[] Allowed(IPAddress[] addresses, string host)
    {
        if (allowLoopback)
            return addresses;
        var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(static link => link.GetIPProperties().UnicastAddresses).Select(static unicast => unicast.Address).ToHashSet();
        var allowed = Array.FindAll(addresses, address => IsElsewhere(Plain(address)) && !own.Contains(Plain(address)));
        return allowed.Length > 0 || addresses.Length == 0 ? allowed : throw new ForbiddenAddressException(host);
    }

    private static bool IsElsewhere(IPAddress address)
    {
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any))
            return false;
        return address.AddressFamily != AddressFamily.InterNetwork || address.GetAddressBytes() is not ([0 or 127 or >= 224, ..] or [169, 254, ..]);
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsProxyOfThisMachine(SocketsHttpConnectionContext context) =>
        context.InitialRequestMessage.RequestUri is { } uri && HttpClient.DefaultProxy.GetProxy(uri) is { } proxy
        && proxy.IdnHost == context.DnsEndPoint.Host && proxy.Port == context.DnsEndPoint.Port;
}

internal sealed class ForbiddenAddressException(string host)
    : IOException($"'{host}' is the machine that the lab runs on, or only reachable from it, and the lab's apt proxy does not connect there");
