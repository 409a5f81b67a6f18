using Converge.Linux.Machine.Apt.Lists;
using Converge.Plans;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Execution.Packages;

/// <summary>What comes before a change: lists that are fetched, a dpkg that is repaired, somebody who is waited for.</summary>
public sealed class PackageListsTests : IDisposable
{
    private readonly AptTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task The_version_is_looked_for_in_lists_that_are_fetched_once()
    {
        await _tree.AddAsync("app", "1.0");
        await _tree.AddAsync("app", "2.0");
        await _tree.AddAsync("tool", "3.0");
        await _tree.IndexAsync();
        _tree.Machine.Packages.ListsAge.ShouldBeNull();
        var steps = _tree.Steps();
        var first = await steps.ChangeAsync(new([new(PackageVerb.Install, "app") { Range = "1.*" }]) { UpdatesLists = true }, CancellationToken.None);
        first.Output.ShouldContain("repository ./ Packages");
        _tree.Machine.Packages.ListsAge!.Value.ShouldBeLessThan(TimeSpan.FromMinutes(1));
        _tree.Machine.Forget();
        _tree.Installed("app").ShouldBe("1.0");
        var second = await steps.ChangeAsync(new([new(PackageVerb.Install, "tool"), new(PackageVerb.Install, "app") { Range = "latest" }]) { UpdatesLists = true }, CancellationToken.None);
        second.Output.ShouldNotContain("repository ./ Packages");
        _tree.Machine.Forget();
        (_tree.Installed("tool"), _tree.Installed("app")).ShouldBe(("3.0", "2.0"));
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task What_is_not_there_after_an_update_either_is_told()
    {
        await _tree.AddAsync("app", "1.0");
        await _tree.IndexAsync();
        var failure = await Should.ThrowAsync<StepException>(() => _tree.Steps().ChangeAsync(new([new(PackageVerb.Install, "app") { Range = ">=2.0" }]) { UpdatesLists = true }, CancellationToken.None));
        failure.Message.ShouldBe("there is no version >=2.0 of the package 'app' (apt knows 1.0), also after an update of its lists");
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task A_source_that_does_not_answer_is_a_failure_and_one_alone_can_be_asked()
    {
        await _tree.AddAsync("app", "1.0");
        await _tree.PublishAsync();
        _tree.Write("etc/apt/sources.list.d/gone.list", $"deb [trusted=yes] copy:{_tree["nowhere"]} ./\n");
        var failure = await Should.ThrowAsync<StepException>(() => _tree.Steps().UpdateAsync(new(Source: null), CancellationToken.None));
        failure.Message.ShouldContain(_tree["nowhere"]);
        _tree.Write("etc/apt/sources.list.d/more.list", $"deb [trusted=yes] copy:{_tree["repository"]} .//\n");
        await _tree.Steps().UpdateAsync(new(_tree["etc/apt/sources.list.d/more.list"]), CancellationToken.None);
        Directory.GetFiles(_tree["var/lib/apt/lists"], "*_Packages").Length.ShouldBe(2);
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task What_was_fetched_of_a_source_is_found_by_its_name()
    {
        await _tree.AddAsync("app", "1.0");
        await _tree.IndexAsync();
        foreach (var name in new[] { "a_b~c%20d", "plain" })
        {
            var uri = $"copy:{_tree[name]}";
            Directory.CreateSymbolicLink(_tree[Uri.UnescapeDataString(name)], _tree["repository"]);
            _tree.Write($"etc/apt/sources.list.d/{name[..1]}.sources", $"Types: deb\nURIs: {uri}\nSuites: ./\nTrusted: yes\n");
            await _tree.Steps().UpdateAsync(new(_tree[$"etc/apt/sources.list.d/{name[..1]}.sources"]), CancellationToken.None);
            Directory.GetFiles(_tree["var/lib/apt/lists"]).Select(Path.GetFileName).ShouldContain(file => file!.StartsWith(ListName.Prefix(uri, "./")!, StringComparison.Ordinal), uri);
        }
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task A_run_that_broke_off_is_brought_to_its_end_if_that_is_wished()
    {
        await _tree.AddAsync("app", "1.0", afterInstall: "test -e \"$DPKG_ROOT/tmp/allowed\"");
        await _tree.AddAsync("tool", "1.0");
        await _tree.PublishAsync();
        await Should.ThrowAsync<StepException>(() => _tree.InstallAsync("app"));
        _tree.Write("tmp/allowed", "");
        _tree.Write("var/lib/dpkg/updates/0001", "");
        _tree.Machine.Forget();
        _tree.Machine.Packages.Interrupted.ShouldNotBeNull();
        (await Should.ThrowAsync<StepException>(() => _tree.InstallAsync("tool"))).Message.ShouldEndWith("'dpkg --configure -a' repairs it");
        await _tree.Steps().ChangeAsync(new([new(PackageVerb.Install, "tool")]) { Repairs = true }, CancellationToken.None);
        _tree.Machine.Forget();
        _tree.Machine.Packages.Interrupted.ShouldBeNull();
        (_tree.Installed("app"), _tree.Installed("tool")).ShouldBe(("1.0", "1.0"));
    }

    private static async Task Until(Func<bool> condition, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        while (!condition())
            await Task.Delay(20, patience.Token);
    }

    [RootProgramFact("apt-get", "dpkg-deb", "dpkg-scanpackages")]
    public async Task Who_changes_packages_is_waited_for_and_named()
    {
        await _tree.AddAsync("slow", "1.0", afterInstall: "touch \"$DPKG_ROOT/tmp/begun\"; until test -e \"$DPKG_ROOT/tmp/go-on\"; do sleep 0.1; done");
        await _tree.AddAsync("app", "1.0");
        await _tree.PublishAsync();
        var other = ProgramRun.Of(new ProgramRun.Start("apt-get", "-y", "install", "slow") { Environment = _tree.Environment.Add("DEBIAN_FRONTEND", "noninteractive").ToDictionary(static v => v.Key, string? (v) => v.Value) });
        await Until(() => File.Exists(_tree["tmp/begun"]), TimeSpan.FromSeconds(60));
        // Its journal is that of a run that goes on.
        _tree.Machine.Forget();
        _tree.Machine.Packages.Interrupted.ShouldBeNull();
        var failure = await Should.ThrowAsync<StepException>(() => _tree.Steps(TimeSpan.FromSeconds(1)).ChangeAsync(new([new(PackageVerb.Install, "app")]), CancellationToken.None));
        failure.Message.ShouldMatch(@"^'apt-get' \(process \d+\) is changing packages and did not end in 1 seconds$");
        var waiting = _tree.Steps().ChangeAsync(new([new(PackageVerb.Install, "app")]), CancellationToken.None);
        await Until(() => _tree.Progress.Count == 2, TimeSpan.FromSeconds(60));
        _tree.Progress[1].ShouldMatch(@"^waiting for 'apt-get' \(process \d+\), which is changing packages$");
        _tree.Write("tmp/go-on", "");
        await waiting;
        (await other).ExitCode.ShouldBe(0);
        _tree.Machine.Forget();
        (_tree.Installed("slow"), _tree.Installed("app")).ShouldBe(("1.0", "1.0"));
    }
}
