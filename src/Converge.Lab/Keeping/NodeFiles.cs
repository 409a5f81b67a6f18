using System.Security.Cryptography;
using System.Text;

namespace Converge.Lab.Keeping;

/// <summary>What a clone has before it boots for the first time: who it is, and what it must not do.</summary>
internal static class NodeFiles
{
    private const string Units = "etc/systemd/system";

    /// <summary>They would take the package manager's lock at boot, or want hardware that there is none of.</summary>
    private static readonly string[] Masked =
        ["apt-daily.timer", "apt-daily-upgrade.timer", "e2scrub_all.timer", "e2scrub_reap.service", "fstrim.timer", "systemd-pstore.service"];

    /// <param name="folder">The writable side of the clone.</param>
    public static void Write(string folder, NodeSetup setup, LabNetwork network, string lab)
    {
        Write(folder, "etc/hostname", $"{setup.Name}\n");
        // An empty one would mean that the machine boots for the first time, and presets are applied.
        Write(folder, "etc/machine-id", $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{lab}/{setup.Fqdn}")))[..32]}\n");
        Write(folder, "etc/resolv.conf", "");
        Write(folder, "etc/hosts", setup.Hosts);
        Write(folder, "etc/systemd/network/10-lab.network", $"[Match]\nName=host0\n\n[Network]\nAddress={setup.Address}/{LabNetwork.Prefix}\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n");
        Link(folder, $"{Units}/multi-user.target.wants/systemd-networkd.service", "/lib/systemd/system/systemd-networkd.service");
        Link(folder, $"{Units}/network-online.target.wants/systemd-networkd-wait-online.service", "/lib/systemd/system/systemd-networkd-wait-online.service");
        foreach (var unit in Masked)
            Link(folder, $"{Units}/{unit}", "/dev/null");
        foreach (var (path, text) in setup.Files)
            Write(folder, path, text);
        WritePackageSource(folder, network);
    }

    /// <summary>Where packages come from, whatever repository they are in.</summary>
    public static void WritePackageSource(string folder, LabNetwork network) =>
        Write(folder, "etc/apt/apt.conf.d/01lab", $"Acquire::http::Proxy \"http://{network.Own}:{LabNetwork.PackagePort}\";\nAcquire::http::Pipeline-Depth \"0\";\nAcquire::Retries \"1\";\n");

    private static void Write(string folder, string path, string text)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private static void Link(string folder, string path, string target)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, target);
    }
}
