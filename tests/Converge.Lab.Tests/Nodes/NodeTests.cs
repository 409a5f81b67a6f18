using Converge.Lab.Keeping;
using Converge.Lab.Nodes;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Lab.Tests.Nodes;

/// <summary>What can be done with nodes, in one lab for all of it.</summary>
public sealed class NodeTests : IAsyncLifetime
{
    private TestLab _lab = null!;

    public async Task InitializeAsync()
    {
        if (LabNeeds.Missing is not null)
            return;
        _lab = await TestLab.StartAsync();
        await _lab.AddAsync("a", 20);
    }

    public async Task DisposeAsync()
    {
        if (_lab is not null)
            await _lab.DisposeAsync();
    }

    [LabFact]
    public async Task A_command_has_the_streams_and_the_exit_code_that_it_would_have_there()
    {
        var ran = await _lab.Client.RunAsync("a", ["sh", "-c", "cat; echo bad >&2; exit 7"], "good", CancellationToken.None);
        ran.ShouldBe(new Ran(7, "good", "bad\n"));
        (await _lab.RunAsync("a", "sh", "-c", "echo $HOME $LANG; pwd; hostname")).Output.ShouldBe("/root C.UTF-8\n/root\na\n");
    }

    [LabFact]
    public async Task A_command_can_do_no_more_than_the_node()
    {
        var node = await _lab.RunAsync("a", "sh", "-c", "sed -n s/^CapBnd:.//p /proc/1/status; sed -n s/^CapBnd:.//p /proc/self/status; sed -n s/^CapEff:.//p /proc/self/status");
        var sets = node.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        sets.Length.ShouldBe(3);
        sets.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        var machine = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("CapBnd", StringComparison.Ordinal)).Split('\t')[1];
        sets[0].ShouldNotBe(machine);
        (await _lab.RunAsync("a", "date", "--set", "2001-01-01")).Error.ShouldContain("Operation not permitted");
    }

    [LabFact]
    public async Task A_node_reaches_others_and_nothing_else()
    {
        await _lab.AddAsync("b", 21);
        (await ConnectAsync()).ShouldContain("Connection refused", customMessage: "it answers, that nobody listens");
        (await _lab.RunAsync("a", "ip", "route", "get", "198.51.100.1")).Error.ShouldContain("Network is unreachable");
        await _lab.Client.CutAsync("b", CancellationToken.None);
        (await _lab.Client.NodeAsync("b", CancellationToken.None)).IsCut.ShouldBeTrue();
        (await ConnectAsync()).ShouldNotContain("Connection refused");
        await _lab.Client.HealAsync("b", CancellationToken.None);
        (await Eventually(async () => (await ConnectAsync()).Contains("Connection refused", StringComparison.Ordinal))).ShouldBeTrue();
    }

    [LabFact]
    public async Task A_node_keeps_its_files_when_it_is_turned_off_and_when_it_loses_power()
    {
        await _lab.AddAsync("c", 22);
        (await _lab.RunAsync("c", "sh", "-c", "echo kept >/root/file")).ExitCode.ShouldBe(0);
        foreach (var off in (Func<string, CancellationToken, Task>[])[_lab.Client.StopAsync, _lab.Client.KillAsync])
        {
            await off("c", CancellationToken.None);
            (await _lab.Client.NodeAsync("c", CancellationToken.None)).Power.ShouldBe(Power.Off);
            (await Should.ThrowAsync<LabException>(() => _lab.RunAsync("c", "true"))).Message.ShouldBe("'c' is off");
            await _lab.Client.StartAsync("c", CancellationToken.None);
            await _lab.Client.WaitAsync("c", TimeSpan.FromSeconds(30), CancellationToken.None);
            (await _lab.RunAsync("c", "cat", "/root/file")).Output.ShouldBe("kept\n");
        }
        await _lab.Client.RemoveAsync("c", CancellationToken.None);
        Directory.Exists(_lab.Place.Node("c")).ShouldBeFalse();
    }

    [LabFact]
    public async Task A_node_that_boots_again_is_up_again()
    {
        await _lab.AddAsync("d", 23);
        var before = await BootAsync();
        await _lab.RunAsync("d", "systemctl", "reboot");
        (await Eventually(async () => await BootAsync() is { Length: > 0 } now && now != before)).ShouldBeTrue();

        async Task<string> BootAsync()
        {
            try
            {
                return (await _lab.RunAsync("d", "systemctl", "show", "--property=UserspaceTimestampMonotonic")).Output;
            }
            catch (LabException)
            {
                return "";
            }
        }
    }

    [LabFact]
    public async Task A_command_that_is_under_way_ends_with_the_node()
    {
        foreach (var off in (Func<string, CancellationToken, Task>[])[_lab.Client.StopAsync, _lab.Client.KillAsync])
        {
            await _lab.AddAsync("f", 25);
            var commands = Enumerable.Range(0, 4).Select(_ => _lab.RunAsync("f", "sh", "-c", "trap '' TERM HUP; sleep 1000; true")).ToList();
            await Task.Delay(200);
            await off("f", CancellationToken.None);
            foreach (var ran in await Task.WhenAll(commands).WaitAsync(TimeSpan.FromSeconds(20)))
                ran.ExitCode.ShouldBe(137);
            await _lab.Client.RemoveAsync("f", CancellationToken.None);
        }
    }

    [LabFact]
    public async Task Files_and_folders_are_copied_with_their_modes()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "d"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "d/f"), "text");
        File.SetUnixFileMode(Path.Combine(folder.Path, "d/f"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var copy = new NodeCopy(_lab.Client);
        await copy.RunAsync(new(null, Path.Combine(folder.Path, "d")), new("a", "/srv/new"), CancellationToken.None);
        (await _lab.RunAsync("a", "stat", "-c", "%a %U", "/srv/new/f")).Output.ShouldBe("500 root\n");
        await copy.RunAsync(new("a", "/srv/new/f"), new(null, folder.Path), CancellationToken.None);
        (await File.ReadAllTextAsync(Path.Combine(folder.Path, "f"))).ShouldBe("text");
        (await Should.ThrowAsync<LabException>(() => copy.RunAsync(new("a", "/nosuch"), new(null, folder.Path), CancellationToken.None))).Message.ShouldStartWith("cannot read '/nosuch' in 'a': ");
    }

    [LabFact]
    public async Task A_layer_is_what_a_command_wrote_and_nodes_have_it()
    {
        using var folder = new TemporaryFolder();
        var layer = new LayerSetup(Path.Combine(folder.Path, "layer"), [TestLab.Image.Folder], ["sh", "-c", "echo made >/etc/made"]);
        await _lab.Client.MakeLayerAsync(layer, CancellationToken.None);
        File.Exists(Path.Combine(layer.Folder, "usr/sbin/policy-rc.d")).ShouldBeFalse();
        await _lab.AddAsync("e", 24, [layer.Folder, TestLab.Image.Folder]);
        (await _lab.RunAsync("e", "cat", "/etc/made")).Output.ShouldBe("made\n");
        await _lab.Client.RemoveAsync("e", CancellationToken.None);

        var failing = layer with { Folder = Path.Combine(folder.Path, "failing"), Command = ["sh", "-c", "echo no room; exit 3"] };
        (await Should.ThrowAsync<LabException>(() => _lab.Client.MakeLayerAsync(failing, CancellationToken.None))).Message.ShouldEndWith("ended with 3: no room");
        Directory.EnumerateDirectories(folder.Path).ShouldBe([layer.Folder]);
    }

    [LabFact]
    public async Task What_is_not_there_is_named()
    {
        (await Should.ThrowAsync<LabException>(() => _lab.RunAsync("nosuch", "true"))).Message.ShouldBe($"there is no node 'nosuch' in the lab '{_lab.Place.Name}'");
        (await Should.ThrowAsync<LabException>(() => _lab.AddAsync("a", 29))).Message.ShouldBe("there is a node 'a' already");
    }

    private async Task<string> ConnectAsync() => (await _lab.RunAsync("a", "timeout", "3", "bash", "-c", "exec 3<>/dev/tcp/10.77.0.21/1")).Error;

    private static async Task<bool> Eventually(Func<Task<bool>> isSo)
    {
        const int Tries = 600;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await isSo())
                return true;
            await Task.Delay(100);
        }
        return false;
    }
}
