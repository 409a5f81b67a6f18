using Converge.Linux.Machine.Files;
using Converge.Linux.Machine.Systemd;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Machine.Systemd;

public sealed class UnitsTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_machine_without_systemd_says_so()
    {
        using var files = new LinuxFiles(_root.Path);
        using var units = new LinuxUnits(files);
        units.WhyAbsent.ShouldBe("systemd does not run here");
        units.Find("ssh.service").ShouldBeNull();
    }

    [LibraryFact]
    public void A_systemd_that_nobody_can_reach_says_so()
    {
        Directory.CreateDirectory(_root["run/systemd/system"]);
        using var files = new LinuxFiles(_root.Path);
        using var units = new LinuxUnits(files);
        units.WhyAbsent!.ShouldStartWith("systemd cannot be asked: '");
        units.WhyAbsent!.ShouldEndWith("run/dbus/system_bus_socket' cannot be connected to: no such file or directory");
        units.Find("ssh.service").ShouldBeNull();
    }

    [LibraryFact]
    public void Units_loaded_or_not_are_found_by_their_names()
    {
        using var systemd = new FakeSystemd(_root);
        using var files = new LinuxFiles(_root.Path);
        using var units = new LinuxUnits(files);
        units.WhyAbsent.ShouldBeNull();
        units.Find("nginx.service").ShouldBe(new("nginx.service", "loaded", "active", "enabled", NeedsReload: true) { Sub = "sub", Job = "restart" });
        units.Find("dev-sda.device").ShouldBe(new("dev-sda.device", "loaded", "active", "", NeedsReload: false) { Sub = "sub" });
        units.Find("gone.service").ShouldBeNull();
        units.Find("idle.service").ShouldBe(new("idle.service", "loaded", "inactive", "disabled", NeedsReload: false) { Sub = "dead" });
        units.Find("getty@.service").ShouldBe(new("getty@.service", "loaded", "inactive", "static", NeedsReload: false));
        units.Find("other@.service").ShouldBeNull();
        units.Find("www.service").ShouldBe(new("www.service", "loaded", "active", "enabled", NeedsReload: true) { Sub = "running" });
        units.Find("nowhere.service").ShouldBeNull();
        units.Find("no name").ShouldBeNull();
        var calls = systemd.Calls;
        units.Find("nginx.service").ShouldNotBeNull();
        systemd.Calls.ShouldBe(calls, "asked a second time");
    }

    [LibraryFact]
    public void After_it_went_away_it_is_asked_anew()
    {
        using var files = new LinuxFiles(_root.Path);
        using var units = new LinuxUnits(files);
        using (new FakeSystemd(_root))
            units.Find("nginx.service").ShouldNotBeNull();
        units.Find("nginx.service").ShouldNotBeNull();
        units.Forget();
        units.Find("nginx.service").ShouldBeNull();
        units.WhyAbsent!.ShouldContain("cannot be connected to");
    }
}
