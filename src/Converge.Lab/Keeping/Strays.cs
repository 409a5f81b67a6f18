using System.Globalization;

namespace Converge.Lab.Keeping;

/// <summary>
/// Commands that were under way in a node when its lab ended. Their outer half is a process of this machine, and if it was
/// stopped, as systemd does to all when it shuts down, it stays for ever and holds the mounts of the lab.
/// </summary>
internal static class Strays
{
    public static void Kill(string mounts)
    {
        if (mounts.Length == 0)
            return;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process) && MountsOf(process) == mounts)
                Kernel.Signal(process, Kernel.Kill);
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
