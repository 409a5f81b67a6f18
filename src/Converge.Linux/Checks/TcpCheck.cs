using System.Globalization;
using System.Net.Sockets;
using Converge.Catalogs;

namespace Converge.Linux.Checks;

/// <summary><c>tcp</c>: something accepts connections.</summary>
internal sealed class TcpCheck : ICheck
{
    public string Name => "tcp";

    public async Task<string?> AskAsync(CatalogCheck check, CancellationToken cancel)
    {
        var (host, port) = Split(check.Id.Title);
        // A port alone is one of this machine, whichever protocol it speaks.
        string[] hosts = host is null ? ["127.0.0.1", "::1"] : [host];
        string? problem = null;
        foreach (var candidate in hosts)
        {
            if (await ConnectAsync(candidate, port, cancel).ConfigureAwait(false) is not { } why)
                return null;
            problem ??= why;
        }
        return problem;
    }

    private static async Task<string?> ConnectAsync(string host, int port, CancellationToken cancel)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(host, port, cancel).ConfigureAwait(false);
            return null;
        }
        catch (SocketException e)
        {
            return $"nothing accepts connections on {(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}: {Describe(e)}";
        }
    }

    internal static string Describe(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "there is no such host",
        SocketError.TimedOut => "no answer",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no way to it",
        SocketError.ConnectionReset => "the connection was broken off",
        _ => e.Message.ToLowerInvariant(),
    };

    private static (string? Host, int Port) Split(string title)
    {
        var colon = title.LastIndexOf(':');
        var port = int.Parse(title[(colon + 1)..], CultureInfo.InvariantCulture);
        return (colon < 0 ? null : title[..colon].Trim('[', ']'), port);
    }
}
