using System.Collections.Immutable;
using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Guarding;

/// <summary>
/// Copies what a change would touch, with a script that puts it back, and starts a timer for that script outside of this
/// program. Only a confirmation keeps the script from running.
/// </summary>
/// <param name="folder">Where guards are kept.</param>
/// <param name="patience">How long a confirmation may take.</param>
/// <param name="more">Other ways to find out whether the machine can be reached, such as its server.</param>
public sealed class ConnectivityGuard(LinuxMachine machine, string folder = "/var/lib/converge/guards", TimeSpan? patience = null, IReadOnlyList<IReachProbe>? more = null) : IConnectivityGuard
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(2);
    private static readonly string[] SshUnits = ["ssh.service", "sshd.service"];

    /// <inheritdoc/>
    public async Task<IArmedGuard> ArmAsync(ResourceId resource, ImmutableArray<Step> steps, CancellationToken cancel)
    {
        var places = GuardedPlaces.Of(steps);
        machine.ForgetFirewall();
        List<IReachProbe> probes = [new SshProbe(machine), .. more ?? []];
        if (!places.IsForced)
            probes.Add(new PeerProbe(machine));
        var name = $"converge-guard-{Guid.NewGuid():N}";
        var own = Path.Join(folder, name);
        var timer = new GuardTimer(machine, name, own);
        var armed = new ArmedGuard(machine, own, places, timer, probes);
        try
        {
            RemoveOld();
            Directory.CreateDirectory(own, Private);
            Directory.CreateDirectory(Path.Join(own, "files"), Private);
            var copies = await CopyAsync(places, own, cancel).ConfigureAwait(false);
            var hadKernelRules = places.Loads && machine.Firewall.Gap is not null && await KeepKernelAsync(own, cancel).ConfigureAwait(false);
            var script = new RestoreScript(own, places) { LoadsKept = hadKernelRules }.Of(resource.ToString(), copies, SshUnit(), timer.BootFiles);
            await File.WriteAllTextAsync($"{own}/restore", script, cancel).ConfigureAwait(false);
            await RunAsync(["sync", "--file-system", own], cancel).ConfigureAwait(false);
            await timer.StartAsync(patience ?? Usual, cancel).ConfigureAwait(false);
            return armed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await armed.ConfirmAsync().ConfigureAwait(false);
            throw new StepException($"cannot guard {resource}: {e.Message}");
        }
        catch (Exception e) when (e is StepException or OperationCanceledException)
        {
            await armed.ConfirmAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Those that a timer or a boot has restored while nobody was there.</summary>
    private void RemoveOld()
    {
        foreach (var old in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
        {
            if (File.Exists(Path.Join(old, "restored")))
                Directory.Delete(old, recursive: true);
        }
    }

    private async Task<List<string?>> CopyAsync(GuardedPlaces places, string own, CancellationToken cancel)
    {
        var copies = new List<string?>();
        foreach (var path in places.Paths)
        {
            var copy = machine.Files.Stat(path) is null ? null : $"files/{copies.Count}";
            if (copy is not null)
                await RunAsync(["cp", "-a", "--", machine.LinuxFiles.PathOf(path), $"{own}/{copy}"], cancel).ConfigureAwait(false);
            copies.Add(copy);
        }
        return copies;
    }

    /// <summary>Where the kernel does not do what the files say, these do not tell what was there.</summary>
    private async Task<bool> KeepKernelAsync(string own, CancellationToken cancel)
    {
        foreach (var (program, file) in new[] { ("iptables-save", RestoreScript.Kept), ("ip6tables-save", RestoreScript.Kept6) })
            await RunAsync(["/bin/sh", "-c", RestoreScript.Keep, "sh", program, $"{own}/{file}"], cancel).ConfigureAwait(false);
        return true;
    }

    private string? SshUnit() => machine.Units.WhyAbsent is null ? Array.Find(SshUnits, name => machine.Units.Find(name) is { Active: "active" }) : null;

    private async Task RunAsync(string[] argv, CancellationToken cancel)
    {
        var command = new CommandSpec([.. argv]);
        var result = await machine.QueryAsync(command, cancel).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new StepException($"cannot keep what would be put back: '{command}' ended with {result.ExitCode}", result.Output);
    }
}
