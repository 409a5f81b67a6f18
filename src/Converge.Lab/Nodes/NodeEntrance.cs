using System.Globalization;
using Converge.Lab.Keeping;

namespace Converge.Lab.Nodes;

/// <summary>The way into a node for a command: the namespaces of its first process, its root, and no more rights than it has.</summary>
internal static class NodeEntrance
{
    private const string Search = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static IReadOnlyList<string> Command(LabOwner owner, NodeState node, IReadOnlyList<string> command) =>
    [
        .. IntoLab(owner),
        "nsenter", "-t", Text(node.Leader), "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root",
        // A command of this machine's root could set its clock or load modules from in there.
        "setpriv", $"--bounding-set={Missing(owner, node)}",
        "env", "-i", "-C", "/root", "--", Search, "HOME=/root", "LANG=C.UTF-8", $"TERM={Environment.GetEnvironmentVariable("TERM") ?? "dumb"}",
        .. command,
    ];

    public static IReadOnlyList<string> InNetwork(LabOwner owner, IReadOnlyList<string> command) =>
        ["nsenter", $"--net=/proc/{Text(owner.First)}/root/run/lab/network", "--", .. command];

    // Whoever shuts a node down stops its processes first, and nsenter stops with its child. The shell between the two does not,
    // so that the outer one ends when the keeper ends the inner one.
    private static string[] IntoLab(LabOwner owner) => ["nsenter", "-t", Text(owner.First), "--pid", "--mount", "--", "sh", "-c", "\"$@\"; exit $?", "sh"];

    /// <summary>The capabilities that the node does not have, as <c>setpriv</c> wants them.</summary>
    private static string Missing(LabOwner owner, NodeState node)
    {
        const string Line = "CapBnd:";
        var last = int.Parse(File.ReadAllText("/proc/sys/kernel/cap_last_cap"), CultureInfo.InvariantCulture);
        try
        {
            var text = File.ReadLines($"/proc/{Text(owner.First)}/root/proc/{Text(node.Leader)}/status").First(static line => line.StartsWith(Line, StringComparison.Ordinal));
            var had = ulong.Parse(text.AsSpan(Line.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return string.Join(',', Enumerable.Range(0, last + 1).Where(capability => (had >> capability & 1) == 0).Select(static capability => $"-cap_{Text(capability)}"));
        }
        catch (IOException e)
        {
            throw new LabException($"'{node.Name}' has just been turned off", null, e);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
