using System.Globalization;

namespace Converge.Lab.Keeping;

/// <summary>
/// Commands that were under way in a node when its lab ended. Their outer half is a process of this machine, and if it was
/// stopped, as systemd does to all when it shuts down, it stays for ever and holds the mounts of the lab.
/// </summary>
internal static class Strays
{
    public static void Kill(LabOwner owner)
    {
        // The number of a namespace is given again, as that of a process is; both together, with these words, are those of a stray.
        foreach (var process in Entrances(owner.First, "--pid\0--mount\0").Where(process => MountsOf(process) == owner.Mounts))
            Kernel.Signal(process, Kernel.Kill);
    }

    /// <summary>The same from within the lab, when a node has ended.</summary>
    /// <param name="leader">The first process that the node had.</param>
    public static void KillEntrances(int leader)
    {
        foreach (var process in Entrances(leader))
            Kernel.Signal(process, Kernel.Kill);
    }

    /// <summary>
    /// Ends the commands that somebody runs in a node, with all that they started: they belong to no unit, so that a node that
    /// shuts down would wait a minute and a half for one that does not want to end.
    /// </summary>
    public static async Task EndCommandsAsync(int leader, CancellationToken cancel)
    {
        var commands = Entrances(leader).SelectMany(Below).ToList();
        foreach (var process in commands)
            Kernel.Signal(process, Kernel.Terminate);
        if (commands.Count == 0)
            return;
        await Task.Delay(TimeSpan.FromSeconds(1), cancel).ConfigureAwait(false);
        foreach (var process in Entrances(leader).SelectMany(Below).Union(commands.Where(static process => Directory.Exists($"/proc/{process}"))))
            Kernel.Signal(process, Kernel.Kill);
    }

    /// <summary>The commands that entered where a process is.</summary>
    /// <param name="into">The words that come next.</param>
    private static List<int> Entrances(int target, string into = "")
    {
        var start = string.Create(CultureInfo.InvariantCulture, $"nsenter\0-t\0{target}\0{into}");
        return [.. Directory.EnumerateDirectories("/proc").Where(folder => CommandOf(folder).StartsWith(start, StringComparison.Ordinal)).Select(static folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))];
    }

    private static IEnumerable<int> Below(int process)
    {
        var children = ChildrenOf(process);
        return children.Concat(children.SelectMany(Below));
    }

    /// <summary>None if there is no such process any more.</summary>
    public static IReadOnlyList<int> ChildrenOf(int process)
    {
        try
        {
            return [.. File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task/{process}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static text => int.Parse(text, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string CommandOf(string folder)
    {
        try
        {
            return File.ReadAllText($"{folder}/cmdline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The mount namespace of a process; null if there is no such process any more.</summary>
    public static string? MountsOf(int process)
    {
        try
        {
            return File.ResolveLinkTarget(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/ns/mnt"), returnFinalTarget: false)?.Name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
