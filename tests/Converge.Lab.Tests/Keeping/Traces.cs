using System.Collections.Immutable;
using System.Globalization;
using Converge.Lab.Places;

namespace Converge.Lab.Tests.Keeping;

/// <summary>What there is of a lab outside of the processes that should be gone.</summary>
internal static class Traces
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>All that is left once the kernel had a moment to clean up: nothing, if all is well.</summary>
    public static async Task<ImmutableArray<string>> LeftAsync(LabPlace place, IReadOnlyCollection<LivingProcess> processes)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var left = Find(place, processes);
            if (left.IsEmpty || clock.Elapsed > Patience)
                return left;
            await Task.Delay(50);
        }
    }

    /// <summary>All processes of a lab, also those in its nodes.</summary>
    public static ImmutableArray<LivingProcess> ProcessesOf(LabPlace place)
    {
        var ofLab = Processes().Where(process => CommandLine(process).Contains(place.Folder, StringComparison.Ordinal)).ToHashSet();
        // The processes of a node do not name the lab; those that booted it do.
        while (Processes().Where(process => !ofLab.Contains(process) && ofLab.Contains(LivingProcess.Find(process)?.Parent ?? 0)).ToList() is { Count: > 0 } children)
            ofLab.UnionWith(children);
        return [.. ofLab.Select(LivingProcess.Find).OfType<LivingProcess>()];
    }

    private static ImmutableArray<string> Find(LabPlace place, IReadOnlyCollection<LivingProcess> processes) =>
    [
        .. File.ReadLines("/proc/self/mounts").Where(line => line.Contains(place.Folder, StringComparison.Ordinal)).Select(static line => $"mount {line}"),
        .. Processes().Where(process => CommandLine(process).Contains(place.Folder, StringComparison.Ordinal)).Select(static process => $"process {CommandLine(process)}"),
        .. processes.Where(static process => LivingProcess.Find(process.Number)?.Start == process.Start).Select(static process => $"process of the lab: {CommandLine(process.Number)}"),
        .. ((IEnumerable<string>)["/sys/fs/cgroup", .. Directory.EnumerateDirectories("/sys/fs/cgroup")]).SelectMany(static folder => Directory.EnumerateDirectories(folder)).Where(folder => Path.GetFileName(folder) == place.Group).Select(static folder => $"group {folder}"),
        .. Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(place.Folder)!).Where(path => path == place.Folder).Select(static path => $"folder {path}"),
    ];

    private static IEnumerable<int> Processes() => Directory.EnumerateDirectories("/proc")
        .Select(static folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process) ? process : 0)
        .Where(static process => process > 0 && process != Environment.ProcessId);

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}

/// <param name="Start">Numbers are given again, with another start.</param>
internal sealed record LivingProcess(int Number, int Parent, string Start)
{
    /// <summary>Null if there is no such process, or it is dead.</summary>
    public static LivingProcess? Find(int number)
    {
        const int State = 0;
        const int ParentNumber = 1;
        const int StartTime = 19;
        try
        {
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{number}/stat"));
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return fields[State] == "Z" ? null : new(number, int.Parse(fields[ParentNumber], CultureInfo.InvariantCulture), fields[StartTime]);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
