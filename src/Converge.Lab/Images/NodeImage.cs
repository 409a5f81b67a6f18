using Converge.Lab.Keeping;
using Converge.Lab.Places;

namespace Converge.Lab.Images;

/// <summary>What a fresh node is a clone of: the base, and on top of it the package of Converge.</summary>
public sealed class NodeImage(LabCache cache, BaseImage under)
{
    /// <summary>Says in a node which package it has.</summary>
    public const string Mark = "/var/lib/converge/.package";

    private const string Share = "/run/converge.deb";

    // The package recommends them, and whoever fetches the tree or opens its secrets needs them before there is a recipe that could bring them.
    private const string Tools = "{ command -v git && command -v age; } >/dev/null || apt-get --quiet --yes --no-install-recommends install git age";

    /// <summary>How to install a package that lies at a place: itself, what it needs, and the mark.</summary>
    /// <param name="key">What the mark says.</param>
    public static string InstallScript(string path, string key) =>
        $"set -e; dpkg --force-confold --install {path} || apt-get --quiet --yes --fix-broken install; dpkg-query --show converge; {Tools}; mkdir -p -m 700 /var/lib/converge; echo {key} >{Mark}";

    /// <summary>Installs a package once for all nodes.</summary>
    /// <returns>The folders that nodes are clones of.</returns>
    public async Task<IReadOnlyList<string>> MakeAsync(LabClient lab, PackageFile package, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lab);
        ArgumentNullException.ThrowIfNull(package);
        var layer = new LayerSetup(cache.Layer($"converge-{Key.Of(under.Key, package.Key, Tools)}"), [under.Folder], ["sh", "-c", InstallScript(Share, package.Key)])
        {
            Shares = new Dictionary<string, string>(StringComparer.Ordinal) { [package.Path] = Share },
        };
        await lab.MakeLayerAsync(layer, cancel).ConfigureAwait(false);
        return [layer.Folder, .. layer.Lower];
    }

    /// <summary>Brings a node that runs to the package, as an upgrade does.</summary>
    public static async Task UpgradeAsync(LabClient lab, string node, PackageFile package, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lab);
        ArgumentNullException.ThrowIfNull(package);
        var had = await lab.RunAsync(node, ["cat", Mark], "", cancel).ConfigureAwait(false);
        if (had.Output.Trim() == package.Key)
            return;
        const string Path = "/tmp/converge.deb";
        var ran = await lab.RunAsync(node, ["sh", "-c", $"cat >{Path} && {InstallScript(Path, package.Key)} 2>&1 && rm {Path}"], async (stream, token) =>
        {
            using var file = File.OpenRead(package.Path);
            await file.CopyToAsync(stream, token).ConfigureAwait(false);
        }, null, cancel).ConfigureAwait(false);
        if (ran.ExitCode != 0)
            throw new LabException($"cannot install the package in '{node}': {ran.Output.Trim()}");
        // An upgrade restarts nothing by itself.
        await lab.RunAsync(node, ["systemctl", "try-restart", "converge-server", "converge-agent"], "", cancel).ConfigureAwait(false);
    }
}
