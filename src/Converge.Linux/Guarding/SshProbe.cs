using System.Net;
using System.Net.Sockets;
using System.Text;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Connections;

namespace Converge.Linux.Guarding;

/// <summary>Whether sshd, if it was there before, still takes new connections and greets.</summary>
internal sealed class SshProbe : IReachProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly byte[] Greeting = "SSH-"u8.ToArray();

    private readonly Lifelines _lifelines;
    private readonly bool _wasThere;

    public SshProbe(LinuxMachine machine)
    {
        _lifelines = new(machine.LinuxFiles);
        _wasThere = _lifelines.SshDoors().Count > 0;
    }

    /// <inheritdoc/>
    public async Task<string?> AskAsync(CancellationToken cancel)
    {
        if (!_wasThere)
            return null;
        // After a reload it takes a moment to come back.
        var end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            var problem = await TryAsync(cancel).ConfigureAwait(false);
            if (problem is null || Environment.TickCount64 > end)
                return problem;
            await Task.Delay(Pause, cancel).ConfigureAwait(false);
        }
    }

    private async Task<string?> TryAsync(CancellationToken cancel)
    {
        var doors = _lifelines.SshDoors();
        if (doors.Count == 0)
            return "sshd does not listen any more";
        foreach (var (address, port) in doors)
        {
            var target = address.IsUnspecified ? (address.IsV4 ? IPAddress.Loopback : IPAddress.IPv6Loopback) : IPAddress.Parse(address.ToString());
            // A local one of IPv6 is not whole without its interface.
            if (!address.IsLinkLocal && await GreetAsync(new(target, port), cancel).ConfigureAwait(false) is { } problem)
                return problem;
        }
        return null;
    }

    private static async Task<string?> GreetAsync(IPEndPoint door, CancellationToken cancel)
    {
        using var client = new TcpClient(door.AddressFamily);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        var greeting = new byte[Greeting.Length];
        try
        {
            await client.ConnectAsync(door, patience.Token).ConfigureAwait(false);
            await client.GetStream().ReadExactlyAsync(greeting, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return $"sshd does not answer at {door}: {e.Message}";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"sshd does not answer at {door} within {Patience.TotalSeconds} seconds";
        }
        return greeting.AsSpan().SequenceEqual(Greeting) ? null : $"what answers at {door} is no sshd: '{Encoding.Latin1.GetString(greeting)}'";
    }
}
