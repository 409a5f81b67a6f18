using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Systemd;

/// <summary>Scripts in <c>/etc/init.d</c>, of which systemd makes units.</summary>
internal static class SysvScript
{
    private const string Suffix = ".service";

    // Those in which a machine with systemd is, as far as such scripts know.
    private static readonly string[] Levels = ["/etc/rc2.d", "/etc/rc3.d", "/etc/rc4.d", "/etc/rc5.d", "/etc/rcS.d"];

    /// <returns>The name of the script; null if there is none.</returns>
    public static string? Of(string unit, IFiles files)
    {
        var name = unit.EndsWith(Suffix, StringComparison.Ordinal) ? unit[..^Suffix.Length] : unit;
        return files.Stat($"/etc/init.d/{name}") is { Kind: FileKind.File } ? name : null;
    }

    /// <summary>Whether a link <c>S01name</c> has it started.</summary>
    public static bool IsEnabled(string script, IFiles files) =>
        Levels.Any(level => files.List(level)?.Any(link => link.Length > 3 && link[0] == 'S' && link[3..] == script) == true);
}
