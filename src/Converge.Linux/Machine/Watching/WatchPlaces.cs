using Converge.Resources;

namespace Converge.Linux.Machine.Watching;

/// <summary>The files behind what has a name of its own.</summary>
internal static class WatchPlaces
{
    /// <summary>What dpkg puts in place when it has done something.</summary>
    private const string Packages = "/var/lib/dpkg/status";

    private static readonly string[] Accounts = ["/etc/passwd", "/etc/shadow", "/etc/group"];

    private static readonly string[] Firewall =
    [
        "/etc/default/ufw", "/etc/ufw/ufw.conf", "/etc/ufw/user.rules", "/etc/ufw/user6.rules",
        "/etc/ufw/before.rules", "/etc/ufw/before6.rules", "/etc/ufw/after.rules", "/etc/ufw/after6.rules",
    ];

    public static IEnumerable<(string Path, Watch Watch)> Of(Watch watch) => (watch switch
    {
        PackagesWatch => [Packages],
        AccountsWatch => Accounts,
        FirewallWatch => Firewall,
        _ => (string[])[],
    }).Select(path => (path, watch));
}
