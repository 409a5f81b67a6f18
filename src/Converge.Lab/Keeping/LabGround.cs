using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

namespace Converge.Lab.Keeping;

/// <summary>
/// What all nodes stand on: mounts that the machine does not see, control groups, and a network with one bridge that leads
/// nowhere. All of it is made within the namespaces of this process, and gone when the last process in them is.
/// </summary>
internal sealed class LabGround(LabNetwork network, string group)
{
    private const string Run = "/run";
    private const string Groups = "/sys/fs/cgroup";
    private const string NetworkFile = "/run/lab/network";
    private const string Resolver = "/etc/resolv.conf";

    public LabNetwork Network { get; } = network;

    /// <summary>Whom to start a program through that is to be in the lab's network.</summary>
    public static string[] InNetwork { get; } = ["nsenter", $"--net={NetworkFile}"];

    private string Group { get; } = $"{Groups}/{group}";

    public async Task PrepareAsync(CancellationToken cancel)
    {
        HideRun();
        // A container of a new systemd wants to see the second version of control groups alone.
        if (Drive(Groups) != "cgroup2fs")
            Kernel.Mount("cgroup2", Groups);
        Directory.CreateDirectory(Group);
        await MakeNetworkAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Ready to take connections from nodes, while whoever takes them is in the network of this machine.</summary>
    public Socket Listen(int port)
    {
        const int Waiting = 128;
        return Within(() =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(Network.Own, port));
            socket.Listen(Waiting);
            return socket;
        });
    }

    /// <summary>A folder of control groups for one node: what nspawn makes lies beside that of others otherwise.</summary>
    public string GroupOf(string node) => $"{Group}/{node}";

    /// <summary>Control groups that a node has left, once no process is in them.</summary>
    public void RemoveGroup(string node) => RemoveGroups(GroupOf(node));

    /// <summary>Those of a lab that is dead, wherever its machine keeps them.</summary>
    /// <returns>Whether there are none any more.</returns>
    public static bool TryRemoveGroupsOf(string group)
    {
        var folders = ((IEnumerable<string>)[Groups, .. Directory.EnumerateDirectories(Groups)]).Select(folder => $"{folder}/{group}").ToList();
        folders.ForEach(RemoveGroups);
        return !folders.Exists(Directory.Exists);
    }

    private static void RemoveGroups(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        try
        {
            foreach (var inner in Directory.EnumerateDirectories(folder))
                RemoveGroups(inner);
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // A process that is dead, and not yet gone: whoever cleans up comes again.
        }
    }

    /// <summary>nspawn keeps its state there and cleans up on a tmpfs only; the resolver's file often lies there, too.</summary>
    private static void HideRun()
    {
        var target = File.ResolveLinkTarget(Resolver, returnFinalTarget: true)?.FullName;
        var resolver = target?.StartsWith($"{Run}/", StringComparison.Ordinal) == true && File.Exists(target) ? File.ReadAllText(target) : null;
        Kernel.Mount("tmpfs", Run, "mode=755");
        Directory.CreateDirectory("/run/lab");
        if (resolver is null)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(target!)!);
        File.WriteAllText(target!, resolver);
    }

    private async Task MakeNetworkAsync(CancellationToken cancel)
    {
        await File.WriteAllTextAsync(NetworkFile, "", cancel).ConfigureAwait(false);
        OnOwnThread(() =>
        {
            Kernel.LeaveNetwork();
            Kernel.Bind("/proc/thread-self/ns/net", NetworkFile);
            File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "0");
            return true;
        });
        await LinkAsync($"link set lo up\nlink add {LabNetwork.Bridge} type bridge\naddr add {Network.Own}/{LabNetwork.Prefix} dev {LabNetwork.Bridge}\nlink set {LabNetwork.Bridge} up\n", cancel)
            .ConfigureAwait(false);
    }

    /// <summary>Commands of <c>ip</c> in the lab's network, one a line.</summary>
    public static async Task LinkAsync(string commands, CancellationToken cancel)
    {
        var ran = await LabProcess.RunAsync([.. InNetwork, "ip", "-batch", "-"], commands, cancel).ConfigureAwait(false);
        if (ran.ExitCode != 0)
            throw new LabException($"cannot set up the network of the lab: {ran.Error.Trim()}");
    }

    private static T Within<T>(Func<T> act)
    {
        using SafeFileHandle network = File.OpenHandle(NetworkFile);
        return OnOwnThread(() =>
        {
            Kernel.EnterNetwork(network);
            return act();
        });
    }

    /// <summary>A network belongs to a thread; this one ends with it, so that no other work is done there by mistake.</summary>
    private static T OnOwnThread<T>(Func<T> act)
    {
        T? result = default;
        Exception? problem = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = act();
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or SocketException)
            {
                problem = e;
            }
        });
        thread.Start();
        thread.Join();
        return problem is null ? result! : throw new LabException($"cannot set up the network of the lab: {problem.Message}", null, problem);
    }

    private static string Drive(string path) => new DriveInfo(path).DriveFormat;
}
