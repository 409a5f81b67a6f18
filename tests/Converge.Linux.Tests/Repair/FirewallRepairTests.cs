using Converge.Linux.Tests.Execution;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Repair;

/// <summary>The firewall comes back, be it changed by ufw, in its files, or in the kernel behind its back.</summary>
public class FirewallRepairTests
{
    [RootProgramFact("ufw", "iptables", "ip", "unshare")]
    public Task Rules_and_what_the_kernel_has_of_them_come_back() => SecludedNode.RunAsync(async () =>
    {
        await using var folder = new RepairedFolder();
        await folder.FollowAsync("  - firewall: allow 22/tcp\n    guard: none\n  - firewall: allow 8080/tcp\n    guard: none\n  - firewall_policy: default\n    enabled: true\n    incoming: deny\n    guard: none\n");
        var repairs = 0;
        foreach (var damage in new[] { "ufw delete allow 8080/tcp", "iptables -F INPUT", "iptables -D ufw-user-input 1", "ufw --force disable" })
        {
            await SecludedNode.SayAsync("sh", "-c", damage);
            var report = await folder.ReportAsync(++repairs);
            report.Resources.ShouldContain(static outcome => outcome.IsCorrective, damage);
            report.Resources.Length.ShouldBe(3, $"{damage}: rules and policy go together");
            (await SecludedNode.SayAsync("iptables", "-S")).ShouldContain("-A INPUT -j ufw-before-input", customMessage: damage);
            (await SecludedNode.SayAsync("iptables", "-S", "ufw-user-input")).ShouldContain("--dport 8080", customMessage: damage);
            await RepairedFolder.WaitInVainAsync();
            folder.Reports.Count.ShouldBe(repairs, damage);
        }
    });
}
