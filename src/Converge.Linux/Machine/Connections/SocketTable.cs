using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Converge.Language.Values;
using Converge.Linux.Machine.Files;

namespace Converge.Linux.Machine.Connections;

/// <summary>The sockets of TCP that the kernel has, from <c>/proc/net/tcp</c> and <c>tcp6</c>.</summary>
internal static class SocketTable
{
    private const int LeastWords = 10;
    private const int V4Digits = 8;

    public static List<Socket> Read(LinuxFiles files, int process)
    {
        var sockets = new List<Socket>();
        foreach (var name in new[] { "tcp", "tcp6" })
        {
            // Those of the own network namespace; without IPv6 there is no second one.
            if (files.ReadThrough($"/proc/{process}/net/{name}") is not { } table)
                continue;
            foreach (var line in Encoding.ASCII.GetString(table.Span).Split('\n').Skip(1))
            {
                if (ReadLine(line) is { } socket)
                    sockets.Add(socket);
            }
        }
        return sockets;
    }

    private static Socket? ReadLine(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < LeastWords || ReadEnd(words[1]) is not { } local || ReadEnd(words[2]) is not { } remote)
            return null;
        return new(local.Address, local.Port, remote.Address, remote.Port, words[3], words[9]);
    }

    private static (IpAddress Address, int Port)? ReadEnd(string word)
    {
        var parts = word.Split(':');
        if (parts.Length != 2 || parts[0].Length % V4Digits != 0 || !int.TryParse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port))
            return null;
        var number = UInt128.Zero;
        for (var at = 0; at < parts[0].Length; at += V4Digits)
        {
            // The kernel prints words of its own order, whose bytes are those of the network.
            if (!uint.TryParse(parts[0].AsSpan(at, V4Digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var part))
                return null;
            number = (number << 32) | (BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(part) : part);
        }
        var isV4 = parts[0].Length == V4Digits || number >> 32 == 0xffff;
        return (isV4 ? new(4, (uint)number) : new(6, number), port);
    }
}

/// <param name="State">In hexadecimal.</param>
internal sealed record Socket(IpAddress Local, int LocalPort, IpAddress Remote, int RemotePort, string State, string Inode)
{
    public bool IsEstablished => State == "01";

    public bool IsListening => State == "0A";
}
