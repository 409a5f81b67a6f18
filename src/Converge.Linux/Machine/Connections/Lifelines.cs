using System.Globalization;
using System.Net.NetworkInformation;
using System.Text;
using Converge.Language.Values;
using Converge.Linux.Machine.Files;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Connections;

/// <summary>
/// The connections by which this machine is reached: sessions of ssh, and those of this program. A new one of each must
/// still come about after the firewall was changed.
/// </summary>
internal sealed class Lifelines(LinuxFiles files)
{
    private const int UsualPort = 22;

    private readonly int _self = Environment.ProcessId;

    /// <summary>The first packets that new ones would have.</summary>
    public List<FirewallPacket> Read()
    {
        var sockets = SocketTable.Read(files, _self);
        var listening = Listening(sockets);
        var ofSsh = new HashSet<string>(InodesOfSsh(), StringComparer.Ordinal);
        var own = new HashSet<string>(Inodes(_self.ToString(CultureInfo.InvariantCulture)), StringComparer.Ordinal);
        var packets = new List<FirewallPacket>();
        foreach (var socket in sockets)
        {
            if (!socket.IsEstablished || socket.Remote.IsLoopback)
                continue;
            var isIncoming = listening.Contains(socket.LocalPort);
            if (isIncoming && (socket.LocalPort == UsualPort || ofSsh.Contains(socket.Inode) || own.Contains(socket.Inode)))
                packets.Add(Incoming(socket.Remote, socket.RemotePort, socket.Local, socket.LocalPort));
            else if (!isIncoming && own.Contains(socket.Inode))
                packets.Add(Outgoing(socket));
        }
        if (OfEnvironment() is { } session)
            packets.Add(session);
        return [.. packets.Distinct()];
    }

    /// <summary>Where sshd takes connections, or somebody in its place.</summary>
    public List<(IpAddress Address, int Port)> SshDoors()
    {
        var sockets = SocketTable.Read(files, _self);
        var ofSsh = new HashSet<string>(InodesOfSsh(), StringComparer.Ordinal);
        var sessions = sockets.Where(socket => socket.IsEstablished && ofSsh.Contains(socket.Inode)).Select(static socket => socket.LocalPort).ToHashSet();
        return
        [
            .. sockets.Where(socket => socket.IsListening && (socket.LocalPort == UsualPort || ofSsh.Contains(socket.Inode) || sessions.Contains(socket.LocalPort)))
                .Select(static socket => (socket.Local, socket.LocalPort))
                .Distinct(),
        ];
    }

    private static HashSet<int> Listening(List<Socket> sockets) => [.. sockets.Where(static socket => socket.IsListening).Select(static socket => socket.LocalPort)];

    private static FirewallPacket Incoming(IpAddress remote, int remotePort, IpAddress local, int localPort) => new(FirewallWay.In, "tcp", remote, local)
    {
        FromPort = remotePort,
        ToPort = localPort,
        InInterface = InterfaceOf(local),
    };

    private static FirewallPacket Outgoing(Socket socket) => new(FirewallWay.Out, "tcp", socket.Local, socket.Remote)
    {
        FromPort = socket.LocalPort,
        ToPort = socket.RemotePort,
        OutInterface = InterfaceOf(socket.Local),
    };

    /// <summary>What sshd tells the programs that somebody starts in a session, also where the sockets cannot be seen.</summary>
    private static FirewallPacket? OfEnvironment()
    {
        var words = (Environment.GetEnvironmentVariable("SSH_CONNECTION") ?? "").Split(' ');
        return words.Length == 4 && IpAddress.TryParse(words[0], out var remote) && IpAddress.TryParse(words[2], out var local) && !remote.IsLoopback
            && int.TryParse(words[1], CultureInfo.InvariantCulture, out var remotePort) && int.TryParse(words[3], CultureInfo.InvariantCulture, out var localPort)
            ? Incoming(remote, remotePort, local, localPort)
            : null;
    }

    private static string? InterfaceOf(IpAddress address)
    {
        foreach (var found in NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (var own in found.GetIPProperties().UnicastAddresses)
            {
                // A local one of IPv6 names its interface, too.
                var text = own.Address.ToString().Split('%')[0];
                if (IpAddress.TryParse(text, out var parsed) && parsed == address)
                    return found.Name;
            }
        }
        return null;
    }

    private IEnumerable<string> InodesOfSsh() => (files.List("/proc") ?? [])
        .Where(name => char.IsAsciiDigit(name[0]) && Command(name).StartsWith("sshd", StringComparison.Ordinal))
        .SelectMany(Inodes);

    // Processes come and go, and those of others may not be looked into.
    private string Command(string process)
    {
        try
        {
            return files.Read($"/proc/{process}/comm") is { } name ? Encoding.UTF8.GetString(name.Span) : "";
        }
        catch (UnreadableException)
        {
            return "";
        }
    }

    private List<string> Inodes(string process)
    {
        var inodes = new List<string>();
        try
        {
            foreach (var name in files.List($"/proc/{process}/fd") ?? [])
            {
                if (files.ReadLink($"/proc/{process}/fd/{name}") is { } target && target.StartsWith("socket:[", StringComparison.Ordinal))
                    inodes.Add(target["socket:[".Length..^1]);
            }
        }
        catch (UnreadableException)
        {
            // What was found so far is all that there is to see.
        }
        return inodes;
    }
}
