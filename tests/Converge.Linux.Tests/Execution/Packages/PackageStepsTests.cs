using Converge.Plans;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Execution.Packages;

/// <summary>apt and dpkg themselves, in a tree of their own.</summary>
public sealed class PackageStepsTests : IDisposable
{
    private readonly AptTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task Several_are_one_transaction()
    {
        await Offer(("app", "1.0"), ("lib", "1.0"), ("tool", "1.0"), ("tool", "2.0"));
        var result = await _tree.ChangeAsync(Install("app"), Install("lib"), Install("tool") with { Version = "1.0" });
        result.Output.Split('\n').Count(static line => line.StartsWith("Reading package lists", StringComparison.Ordinal)).ShouldBe(1, result.Output);
        (_tree.Installed("app"), _tree.Installed("lib"), _tree.Installed("tool")).ShouldBe(("1.0", "1.0", "1.0"));
        await _tree.ChangeAsync(Install("tool") with { Version = "2.0" }, new(PackageVerb.Remove, "lib"));
        (_tree.Installed("lib"), _tree.Installed("tool")).ShouldBe((null, "2.0"));
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task An_older_one_comes_only_if_it_is_meant()
    {
        await Offer(("app", "1.0"), ("app", "2.0"));
        await _tree.InstallAsync("app");
        var refused = await Should.ThrowAsync<StepException>(() => _tree.ChangeAsync(Install("app") with { Version = "1.0" }));
        refused.Message.ShouldBe("installing 'app' would downgrade 'app', which nobody declared; if that may be older, declare its version");
        _tree.Installed("app").ShouldBe("2.0");
        await _tree.ChangeAsync(Install("app") with { Version = "1.0", Downgrades = true });
        _tree.Installed("app").ShouldBe("1.0");
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task One_that_is_older_lets_no_other_get_older()
    {
        await _tree.AddAsync("app", "1.0", "Depends: lib (= 1.0)\n");
        await _tree.AddAsync("app", "2.0");
        await Offer(("lib", "1.0"), ("lib", "2.0"));
        await _tree.InstallAsync("app", "lib");
        var wish = Install("app") with { Version = "1.0", Downgrades = true };
        var refused = await Should.ThrowAsync<StepException>(() => _tree.ChangeAsync(wish, Install("lib") with { Version = "1.0" }));
        refused.Message.ShouldBe("installing 'lib' would downgrade 'lib', which nobody declared; if that may be older, declare its version");
        (_tree.Installed("app"), _tree.Installed("lib")).ShouldBe(("2.0", "2.0"));
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task What_nobody_declared_is_not_removed()
    {
        await _tree.AddAsync("rival", "1.0", "Conflicts: app\n");
        await Offer(("app", "1.0"), ("lib", "1.0"), ("tool", "1.0"));
        await _tree.InstallAsync("app", "tool");
        var refused = await Should.ThrowAsync<StepException>(() => _tree.InstallAsync("lib", "rival"));
        refused.Message.ShouldBe("installing 'rival' would remove 'app', which nobody declared; if that may go, declare it with 'absent: true'");
        // Also where a removal is wished, which is looked at before.
        refused = await Should.ThrowAsync<StepException>(() => _tree.ChangeAsync(Install("rival"), new(PackageVerb.Remove, "tool")));
        refused.Message.ShouldStartWith("installing 'rival' would remove 'app', which nobody declared");
        (_tree.Installed("app"), _tree.Installed("lib"), _tree.Installed("tool")).ShouldBe(("1.0", null, "1.0"));
        await _tree.ChangeAsync(Install("rival"), new(PackageVerb.Remove, "app"));
        (_tree.Installed("app"), _tree.Installed("rival")).ShouldBe((null, "1.0"));
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task Removal_leaves_the_configuration_and_a_purge_does_not()
    {
        foreach (var name in new[] { "one", "two", "three" })
            await _tree.AddAsync(name, "1.0", configuration: ($"etc/{name}.conf", "x\n"));
        await _tree.PublishAsync();
        await _tree.InstallAsync("one", "two", "three");
        await _tree.ChangeAsync(new(PackageVerb.Remove, "one"), new(PackageVerb.Purge, "two"));
        (_tree.Installed("one"), _tree.Installed("two")).ShouldBe(("config-files", null));
        (File.Exists(_tree["etc/one.conf"]), File.Exists(_tree["etc/two.conf"])).ShouldBe((true, false));
        await _tree.ChangeAsync(new(PackageVerb.Purge, "one"), new(PackageVerb.Purge, "three"));
        (_tree.Installed("one"), _tree.Installed("three")).ShouldBe((null, null));
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task A_file_that_somebody_changed_stays()
    {
        await _tree.AddAsync("app", "1.0", configuration: ("etc/app.conf", "old\n"));
        await _tree.AddAsync("app", "2.0", configuration: ("etc/app.conf", "new\n"));
        await _tree.PublishAsync();
        await _tree.ChangeAsync(Install("app") with { Version = "1.0" });
        _tree.Write("etc/app.conf", "mine\n");
        await _tree.ChangeAsync(Install("app") with { Version = "2.0" });
        File.ReadAllText(_tree["etc/app.conf"]).ShouldBe("mine\n");
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task A_hold_is_set_kept_and_taken_away()
    {
        await _tree.AddAsync("other", "1.0", "Depends: app (>= 2.0)\n");
        await Offer(("app", "1.0"), ("app", "2.0"));
        await _tree.ChangeAsync(Install("app") with { Version = "1.0" }, new(PackageVerb.Hold, "app"));
        _tree.Machine.Packages.Find("app")!.IsHeld.ShouldBeTrue();
        var refused = await Should.ThrowAsync<StepException>(() => _tree.InstallAsync("other"));
        refused.Message.ShouldBe("'other' cannot be installed: Depends: app (>= 2.0) but 1.0 is to be installed");
        await _tree.ChangeAsync(Install("app") with { Version = "2.0" });
        _tree.Machine.Packages.Find("app").ShouldBe(new("app", "2.0", "installed", IsHeld: true));
        await _tree.ChangeAsync(new PackageWish(PackageVerb.Unhold, "app"));
        _tree.Machine.Packages.Find("app")!.IsHeld.ShouldBeFalse();
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task Recommended_ones_come_if_they_are_wished_and_for_each_as_it_is_wished()
    {
        foreach (var name in new[] { "with", "without", "usual" })
            await _tree.AddAsync(name, "1.0", $"Recommends: {name}-more\n");
        await Offer(("with-more", "1"), ("without-more", "1"), ("usual-more", "1"));
        _tree.Write("etc/apt/apt.conf.d/10recommends", "APT::Install-Recommends \"false\";\n");
        await _tree.ChangeAsync(Install("with") with { Recommends = true }, Install("without") with { Recommends = false }, Install("usual"));
        (_tree.Installed("with-more"), _tree.Installed("without-more"), _tree.Installed("usual-more")).ShouldBe(("1", null, null));
        (_tree.Installed("with"), _tree.Installed("without"), _tree.Installed("usual")).ShouldBe(("1.0", "1.0", "1.0"));
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task One_that_fails_is_named_and_the_others_are_there()
    {
        await _tree.AddAsync("bad", "1.0", afterInstall: "echo the disk is on fire; exit 3");
        await Offer(("app", "1.0"), ("tool", "1.0"));
        var failure = await Should.ThrowAsync<StepException>(() => _tree.InstallAsync("app", "bad", "tool"));
        failure.Message.ShouldBe("'bad' failed: installed bad package post-installation script subprocess returned error exit status 3");
        failure.Output.ShouldContain("the disk is on fire\n");
        failure.Output.ShouldContain("dpkg: error processing package bad (--configure):\n");
        failure.Output.ShouldNotContain("Setting up app");
        (_tree.Installed("app"), _tree.Installed("bad"), _tree.Installed("tool")).ShouldBe(("1.0", "half-configured", "1.0"));
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task What_cannot_be_is_told()
    {
        await _tree.AddAsync("needy", "1.0", "Depends: nothing-such\n");
        await _tree.PublishAsync();
        (await Should.ThrowAsync<StepException>(() => _tree.InstallAsync("no-such", "needy"))).Message.ShouldBe("apt knows no package 'no-such'");
        (await Should.ThrowAsync<StepException>(() => _tree.InstallAsync("needy"))).Message.ShouldBe("'needy' cannot be installed: Depends: nothing-such but it is not installable");
        (await Should.ThrowAsync<StepException>(() => _tree.ChangeAsync(Install("needy") with { Version = "7" }))).Message.ShouldBe("apt-get failed: Version '7' for 'needy' was not found");
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task What_is_held_is_not_removed_for_another()
    {
        await _tree.AddAsync("rival", "1.0", "Conflicts: app\n");
        await Offer(("app", "1.0"), ("tool", "1.0"));
        await _tree.ChangeAsync(Install("app"), Install("tool"), new(PackageVerb.Hold, "app"), new(PackageVerb.Hold, "tool"));
        // That one held package is to go does not let another one go.
        await Should.ThrowAsync<StepException>(() => _tree.ChangeAsync(Install("rival"), new(PackageVerb.Remove, "tool")));
        (_tree.Installed("app"), _tree.Installed("tool")).ShouldBe(("1.0", "1.0"));
        await _tree.ChangeAsync(new PackageWish(PackageVerb.Remove, "tool"));
        _tree.Installed("tool").ShouldBeNull();
    }

    private static PackageWish Install(string name) => new(PackageVerb.Install, name);

    private async Task Offer(params (string Name, string Version)[] packages)
    {
        foreach (var (name, version) in packages)
            await _tree.AddAsync(name, version);
        await _tree.PublishAsync();
    }
}
