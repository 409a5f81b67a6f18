using Converge.Linux.Machine;
using Converge.Linux.Machine.Connections;
using Converge.Resources.Firewall;

namespace Converge.Linux.Guarding;

/// <summary>Whether the firewall still lets those in who were connected before, by any door of sshd.</summary>
internal sealed class PeerProbe : IReachProbe
{
    private readonly LinuxMachine _machine;
    private readonly List<FirewallPacket> _known;

    public PeerProbe(LinuxMachine machine)
    {
        _machine = machine;
        var verdict = Verdict();
        _known = [.. machine.Firewall.Lifelines.Where(verdict.Admits)];
    }

    /// <inheritdoc/>
    public Task<string?> AskAsync(CancellationToken cancel)
    {
        _machine.ForgetFirewall();
        var verdict = Verdict();
        List<int> doors = [.. new Lifelines(_machine.LinuxFiles).SshDoors().Select(static door => door.Port)];
        var shut = _known.Find(packet => !Ways(packet, doors).Any(verdict.Admits));
        return Task.FromResult(shut is null ? null : $"the firewall does not let {shut} pass any more");
    }

    // sshd may listen elsewhere now.
    private static IEnumerable<FirewallPacket> Ways(FirewallPacket packet, List<int> doors) =>
        packet.Way == FirewallWay.In && doors.Count > 0 && !doors.Contains(packet.ToPort ?? 0) ? doors.Select(door => packet with { ToPort = door }) : [packet];

    private FirewallVerdict Verdict() => new(_machine.Firewall.Rules, _machine.Firewall.State, _machine.Firewall.Profiles, _machine.Firewall.HasV6);
}
