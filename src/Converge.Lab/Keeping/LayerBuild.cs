using System.Globalization;
using Converge.Lab.Places;

namespace Converge.Lab.Keeping;

/// <summary>Runs a command in a clone that is not booted, and keeps what it wrote as a layer for others.</summary>
internal sealed class LayerBuild(LayerSetup setup, LabGround ground, string scratch)
{
    private const string NoServices = "usr/sbin/policy-rc.d";

    public async Task RunAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(setup.Folder)!);
        using var only = await MakerLock.TakeAsync(setup.Folder, wait: null, cancel).ConfigureAwait(false);
        if (Directory.Exists(setup.Folder))
            return;
        var name = $"layer-{Path.GetFileName(setup.Folder)}-{Environment.TickCount64.ToString(CultureInfo.InvariantCulture)}";
        var clone = new NodeClone(Path.Combine(scratch, name), setup.Lower);
        try
        {
            Prepare(clone);
            await RunAsync(clone, name, cancel).ConfigureAwait(false);
            await KeepAsync(clone, cancel).ConfigureAwait(false);
        }
        finally
        {
            clone.Remove();
            ground.RemoveGroup(name);
        }
    }

    private void Prepare(NodeClone clone)
    {
        clone.Prepare();
        NodeFiles.WritePackageSource(clone.Upper, ground.Network);
        var policy = Path.Combine(clone.Upper, NoServices);
        Directory.CreateDirectory(Path.GetDirectoryName(policy)!);
        File.WriteAllText(policy, "#!/bin/sh\nexit 101\n");
        File.SetUnixFileMode(policy, (UnixFileMode)Convert.ToInt32("755", 8));
        clone.Mount();
    }

    private async Task RunAsync(NodeClone clone, string name, CancellationToken cancel)
    {
        var group = ground.GroupOf(name);
        Directory.CreateDirectory(group);
        const string Script = """
            echo $$ >"$0/cgroup.procs" && exec "$@" 2>&1 </dev/null
            """;
        string[] command =
        [
            "sh", "-c", Script, group, .. LabGround.InNetwork,
            "systemd-nspawn", "--quiet", "-D", clone.Root, "--register=no", "--keep-unit", "--as-pid2", "--console=pipe", "--resolv-conf=off", "--timezone=off",
            "--setenv=DEBIAN_FRONTEND=noninteractive", "--setenv=LC_ALL=C.UTF-8", .. KeptNode.Shares(setup.Shares), .. setup.Command,
        ];
        var ran = await LabProcess.RunAsync(command, "", cancel).ConfigureAwait(false);
        if (ran.ExitCode != 0)
            throw new LabException($"cannot prepare what nodes are made of: '{setup.Command[^1]}' ended with {ran.ExitCode.ToString(CultureInfo.InvariantCulture)}: {Tail(ran.Output)}");
    }

    private async Task KeepAsync(NodeClone clone, CancellationToken cancel)
    {
        clone.Unmount();
        File.Delete(Path.Combine(clone.Upper, NoServices));
        // On another file system it is copied.
        var half = $"{setup.Folder}.{Environment.TickCount64.ToString(CultureInfo.InvariantCulture)}~";
        var moved = await LabProcess.RunAsync(["mv", clone.Upper, half], "", cancel).ConfigureAwait(false);
        if (moved.ExitCode != 0)
            throw new LabException($"cannot keep the layer '{setup.Folder}': {moved.Error.Trim()}");
        Directory.Move(half, setup.Folder);
    }

    private static string Tail(string text)
    {
        const int Most = 12;
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? "it said nothing" : string.Join('\n', lines[Math.Max(0, lines.Length - Most)..]);
    }
}
