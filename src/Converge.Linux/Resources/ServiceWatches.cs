using Converge.Resources;

namespace Converge.Linux.Resources;

/// <summary>Where a service shows what becomes of it: systemd tells, but not of files that somebody changes behind its back.</summary>
internal static class ServiceWatches
{
    private const string Folder = "/etc/systemd/system";

    /// <param name="unit">In full.</param>
    /// <param name="runsOnly">Whether only that it runs is wished.</param>
    public static IEnumerable<Watch> Of(string unit, bool runsOnly) => runsOnly
        ? [new UnitWatch(unit)]
        : [new UnitWatch(unit), new FileWatch($"{Folder}/{unit}"), new FileWatch($"{Folder}/multi-user.target.wants/{unit}")];
}
