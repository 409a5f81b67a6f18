using Shouldly;

namespace Converge.Lab.Tests.Apt;

/// <summary>Packages in nodes that have no route: from what the lab fetches, and later from what it has fetched.</summary>
public sealed class NodeInstallTests
{
    private const string Install = "apt-get --error-on=any -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends hello >/dev/null && hello";

    [LabFact]
    public async Task A_node_installs_what_the_lab_fetches_and_offline_what_was_fetched_before()
    {
        await using (var lab = await TestLab.StartAsync())
            await InstallsAsync(lab);
        await using var offline = await TestLab.StartAsync("--offline");
        await InstallsAsync(offline);
        var unknown = await offline.RunAsync("a", "timeout", "60", "apt-get", "download", "no-such-package-of-anybody");
        unknown.ExitCode.ShouldNotBe(0);
    }

    private static async Task InstallsAsync(TestLab lab)
    {
        await lab.AddAsync("a", 20);
        (await lab.RunAsync("a", "hello")).ExitCode.ShouldBe(127);
        var installed = await lab.RunAsync("a", "timeout", "200", "sh", "-c", Install);
        installed.Output.ShouldContain("Hello, world!", customMessage: installed.Error);
    }
}
