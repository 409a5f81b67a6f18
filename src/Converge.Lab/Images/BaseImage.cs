using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Converge.Lab.Apt;
using Converge.Lab.Places;

namespace Converge.Lab.Images;

/// <summary>The root file system that all nodes are clones of: a small system that boots, and nothing that a recipe could bring.</summary>
public sealed class BaseImage(LabCache cache, Distribution distribution)
{
    // Counts up when something else about how it is made changes.
    private const string Form = "1";

    /// <summary>What the image has besides what its distribution cannot do without.</summary>
    private static readonly string[] Packages = ["apt", "ca-certificates", "dbus", "iproute2", "iptables", "libssl3", "systemd", "systemd-sysv", "ufw"];

    /// <summary>The steps of <c>mmdebstrap</c> that take a while.</summary>
    private static readonly string[] Told = ["running apt-get", "downloading", "extracting", "installing"];

    public string Folder { get; } = Path.Combine(cache.Bases, $"{distribution.Name}-{distribution.Suite}-{Images.Key.Of([Form, .. distribution.Sources, .. Packages])}");

    public string Key => Path.GetFileName(Folder);

    public bool IsMade => Directory.Exists(Folder);

    /// <summary>Makes it, if nobody has.</summary>
    /// <param name="tell">Is told what is being done.</param>
    public async Task MakeAsync(bool isOffline, Action<string> tell, CancellationToken cancel)
    {
        if (IsMade)
            return;
        Directory.CreateDirectory(cache.Bases);
        using var only = await MakerLock.TakeAsync(Folder, () => tell("waiting for another lab that makes the same image"), cancel).ConfigureAwait(false);
        if (IsMade)
            return;
        var half = $"{Folder}~";
        if (Directory.Exists(half))
            Directory.Delete(half, recursive: true);
        try
        {
            await BootstrapAsync(half, isOffline, tell, cancel).ConfigureAwait(false);
            Directory.Move(half, Folder);
        }
        finally
        {
            if (Directory.Exists(half))
                Directory.Delete(half, recursive: true);
        }
    }

    private async Task BootstrapAsync(string folder, bool isOffline, Action<string> tell, CancellationToken cancel)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        await using var packages = await AptCache.StartAsync(listener, new(cache.Packages) { IsOffline = isOffline }, cancel).ConfigureAwait(false);
        string[] command =
        [
            "mmdebstrap", "--mode=root", "--variant=minbase", $"--include={string.Join(',', Packages)}", "--skip=cleanup/apt/lists",
            string.Create(CultureInfo.InvariantCulture, $"--aptopt=Acquire::http::Proxy \"http://127.0.0.1:{port}\""), "--aptopt=Acquire::http::Pipeline-Depth \"0\"",
            // The proxy of the bootstrap is not there any more when a node looks for it.
            "--customize-hook=rm -f \"$1/etc/apt/apt.conf.d/99mmdebstrap\"",
            distribution.Suite, folder, .. distribution.Sources,
        ];
        var last = "";
        var ran = await LabProcess.RunAsync(["sh", "-c", "exec \"$@\" 2>&1", "sh", .. command], null, line =>
        {
            if (line.StartsWith("E: ", StringComparison.Ordinal))
                last = line;
            else if (line.StartsWith("I: ", StringComparison.Ordinal) && Told.Any(word => line[3..].StartsWith(word, StringComparison.Ordinal)))
                tell($"base image: {line[3..].TrimEnd('.')}");
        }, cancel).ConfigureAwait(false);
        if (ran.ExitCode != 0)
            throw new LabException($"cannot make the base image: {(last.Length > 0 ? last[3..] : ran.Output.Trim())}", isOffline ? "some of its packages were never fetched; try it without '--offline'" : "are the package sources of the distribution within reach?");
    }
}
