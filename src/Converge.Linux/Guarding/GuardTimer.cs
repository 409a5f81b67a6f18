using System.Globalization;
using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Resources.Machines;

namespace Converge.Linux.Guarding;

/// <summary>What runs the script when this program does not say anything any more: it may be dead, or the machine was started anew.</summary>
internal sealed class GuardTimer(LinuxMachine machine, string name, string folder)
{
    private const string UnitFolder = "/etc/systemd/system";

    private readonly bool _hasSystemd = Directory.Exists(machine.LinuxFiles.PathOf("/run/systemd/system"));

    private string Service => $"{UnitFolder}/{name}-boot.service";

    private string Link => $"{UnitFolder}/multi-user.target.wants/{name}-boot.service";

    /// <summary>What has the next boot put everything back; without systemd nothing does.</summary>
    public IReadOnlyList<string> BootFiles => _hasSystemd ? [Link, Service] : [];

    public async Task StartAsync(TimeSpan patience, CancellationToken cancel)
    {
        var seconds = ((int)Math.Ceiling(patience.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (_hasSystemd)
        {
            WriteBootUnit();
            await RunAsync(["systemd-run", "--quiet", $"--unit={name}", $"--on-active={seconds}", "--timer-property=AccuracySec=500ms", "--property=Type=oneshot", "/bin/sh", $"{folder}/restore"], cancel).ConfigureAwait(false);
            return;
        }
        // It looks each second whether it is needed still, so nobody has to end it.
        var quoted = RestoreScript.Quote(folder);
        await File.WriteAllTextAsync($"{folder}/wait", $"exec </dev/null >/dev/null 2>&1\nleft={seconds}\nwhile [ $left -gt 0 ]; do\n    sleep 1\n    [ -e {quoted}/restore ] && [ ! -L {quoted}/decided ] || exit 0\n    left=$((left - 1))\ndone\nexec /bin/sh {quoted}/restore\n", cancel).ConfigureAwait(false);
        await RunAsync(["setsid", "--fork", "/bin/sh", $"{folder}/wait"], cancel).ConfigureAwait(false);
    }

    public async Task StopAsync()
    {
        if (!_hasSystemd)
            return;
        foreach (var file in BootFiles)
            File.Delete(machine.LinuxFiles.PathOf(file));
        // It may have ended by itself.
        await machine.QueryAsync(new(["systemctl", "stop", $"{name}.timer"]), CancellationToken.None).ConfigureAwait(false);
    }

    private void WriteBootUnit()
    {
        var unit = $"""
            [Unit]
            Description=Puts back what was changed under guard and not confirmed before this boot
            DefaultDependencies=no
            After=local-fs.target
            Before=network-pre.target ufw.service ssh.service sshd.service ssh.socket
            RequiresMountsFor={folder}
            ConditionPathExists={folder}/restore

            [Service]
            Type=oneshot
            ExecStart=/bin/sh {folder}/restore boot

            """;
        File.WriteAllText(machine.LinuxFiles.PathOf(Service), unit);
        var link = machine.LinuxFiles.PathOf(Link);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.Delete(link);
        File.CreateSymbolicLink(link, Service);
    }

    private async Task RunAsync(string[] argv, CancellationToken cancel)
    {
        var command = new CommandSpec([.. argv]);
        var result = await machine.QueryAsync(command, cancel).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new StepException($"cannot start the timer that would put everything back: '{command}' ended with {result.ExitCode}", result.Output);
    }
}
