using System.Globalization;

namespace Converge.Lab.Images;

/// <summary>What a lab needs of the machine that it is on.</summary>
public static class Prerequisites
{
    private static readonly (string Program, string Package)[] Programs =
    [
        ("systemd-nspawn", "systemd-container"),
        ("mmdebstrap", "mmdebstrap"),
        ("ip", "iproute2"),
        ("nsenter", "util-linux"),
        ("git", "git"),
    ];

    /// <summary>What it takes to build the package of Converge, besides the .NET SDK.</summary>
    private static readonly (string Program, string Package)[] Builders =
    [
        ("gcc", "gcc"),
        ("gencat", "libc6-dev"),
        ("objdump", "binutils"),
    ];

    /// <summary>Packages that this machine lacks.</summary>
    public static IReadOnlyList<string> Missing(bool isBuilding) =>
        [.. (isBuilding ? [.. Programs, .. Builders] : Programs).Where(static need => !IsInstalled(need.Program)).Select(static need => need.Package).Distinct(StringComparer.Ordinal)];

    /// <param name="isBuilding">Whether the package of Converge is built, too.</param>
    /// <exception cref="LabException">The user may not, or it cannot be installed.</exception>
    public static async Task ProvideAsync(bool isBuilding, Action<string> tell, CancellationToken cancel)
    {
        if (!Environment.IsPrivilegedProcess)
            throw new LabException("a lab needs root", "it boots systems of its own; try it with 'sudo'");
        var missing = Missing(isBuilding);
        if (missing.Count == 0)
            return;
        if (!IsInstalled("apt-get"))
            throw new LabException($"a lab needs {string.Join(", ", missing)}", "it can be had on Debian and Ubuntu");
        tell($"installing {string.Join(", ", missing)}, which a lab needs");
        await RunAsync(["apt-get", "--error-on=any", "-qq", "update"], cancel).ConfigureAwait(false);
        await RunAsync(["apt-get", "-qq", "--yes", "--no-install-recommends", "install", .. missing], cancel).ConfigureAwait(false);
    }

    /// <summary>What will be scarce with so many nodes; null if nothing is.</summary>
    public static string? Scarcity(int nodes)
    {
        const string Setting = "fs.inotify.max_user_instances";
        const int NodeNeeds = 6;
        const int OthersNeed = 10;
        var most = int.Parse(File.ReadAllText($"/proc/sys/{Setting.Replace('.', '/')}"), CultureInfo.InvariantCulture);
        var needed = (nodes * NodeNeeds) + OthersNeed;
        return needed <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{nodes} nodes need some {needed} instances of inotify and the kernel allows {most}: units will fail in the last ones; 'sysctl {Setting}={needed * 2}' helps");
    }

    private static async Task RunAsync(string[] command, CancellationToken cancel)
    {
        var ran = await LabProcess.RunAsync(["env", "DEBIAN_FRONTEND=noninteractive", .. command], "", cancel).ConfigureAwait(false);
        if (ran.ExitCode != 0)
            throw new LabException($"cannot install what a lab needs: {ran.Error.Trim()}", $"'{string.Join(' ', command)}' must succeed");
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin"]).Any(folder => File.Exists(Path.Combine(folder, program)));
}
