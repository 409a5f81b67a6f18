using System.Collections.Immutable;
using System.Text;
using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Linux.State;
using Converge.Plans;
using Converge.Testing;
using Converge.Testing.Machines;
using Shouldly;

namespace Converge.Linux.Tests.Resources;

/// <summary>What the programs of a real machine make of it, in a file system of their own.</summary>
public sealed class RealToolsTests : IDisposable
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

    private readonly TemporaryFolder _folder = new();
    private readonly LinuxMachine _machine;
    private readonly StateFolder _state;
    private readonly LinuxExecutor _executor;

    public RealToolsTests()
    {
        _folder.Write("root/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
        _folder.Write("root/etc/group", "root:x:0:\nadm:x:4:\nvideo:x:44:\n");
        _folder.Write("root/etc/shadow", "root:*:19000:0:99999:7:::\n");
        _folder.Write("root/etc/gshadow", "root:*::\nadm:!::\nvideo:!::\n");
        _machine = new(_folder["root"]);
        _state = new(_folder["state"]);
        _state.Prepare();
        _executor = new(_machine, _state.Contents);
    }

    public void Dispose()
    {
        _state.Dispose();
        _machine.Dispose();
        _folder.Dispose();
    }

    [RootProgramFact("useradd", "usermod", "userdel", "chpasswd", "groupadd")]
    public async Task Users_become_what_is_said_of_them()
    {
        await Converge($"""
            - group: ops
              gid: 2000
            - group: named
            - user: ann
              uid: 1500
              group: ops
              groups: [adm, ops]
              home: /srv/ann
              shell: /bin/dash
              comment: Ann, and others
              password_hash: $6$salt$hash
              ssh_keys: {Key} ann
            - user: named
            - user: daemon
              system: true
              locked: true
            """);
        Line("passwd", "ann").ShouldBe("ann:x:1500:2000:Ann, and others:/srv/ann:/bin/dash");
        Line("shadow", "ann").ShouldStartWith("ann:$6$salt$hash:");
        Line("group", "adm").ShouldBe("adm:x:4:ann");
        Line("passwd", "daemon").ShouldEndWith(":/home/daemon:/usr/sbin/nologin");
        File.ReadAllText(_folder["root/srv/ann/.ssh/authorized_keys"]).ShouldBe($"{Key} ann\n");
        Directory.Exists(_folder["root/home/daemon"]).ShouldBeFalse();

        await Converge($"""
            - user: ann
              uid: 1700
              group: adm
              groups: [video]
              home: /srv/other
              shell: /bin/sh
              comment: ""
              locked: true
              ssh_keys: []
            - user: named
              password_hash: $6$salt$named
              locked: true
            - user: daemon
              absent: true
            """);
        Line("passwd", "ann").ShouldBe("ann:x:1700:4::/srv/other:/bin/sh");
        Line("shadow", "ann").ShouldStartWith("ann:!$6$salt$hash:");
        Line("shadow", "named").ShouldStartWith("named:!$6$salt$named:");
        Line("group", "video").ShouldBe("video:x:44:ann");
        Line("passwd", "daemon").ShouldBe("");
    }

    [RootProgramFact("visudo")]
    public async Task Rules_of_sudo_are_accepted()
    {
        _folder.Write("root/etc/sudoers.d/README", "");
        var rules = await Written("""
            - sudo: some
              users: [ann, ADMIN, ALL, bob.x, "machine$"]
              groups: [ops, Dev-Ops]
              commands: [/usr/bin/systemctl restart app, "/bin/mount -o rw,noatime a:b c=d #x", '/usr/bin/escaped a\,b\:c', "/bin/glob [a-z]* ?"]
              nopasswd: true
            - sudo: all
              groups: ops
              commands: ALL
            """);
        foreach (var rule in rules)
        {
            var path = _folder.Write("rule", rule.Content.Bytes.Span);
            var answer = await ProgramRun.Of("visudo", "--check", "--strict", $"--file={path}");
            (answer.ExitCode, answer.Error).ShouldBe((0, ""), $"{Encoding.UTF8.GetString(rule.Content.Bytes.Span)}");
        }
    }

    [ProgramFact("findmnt")]
    public async Task Lines_of_fstab_are_accepted()
    {
        _folder.Write("root/etc/fstab", "# nothing yet\n");
        _folder.Write("root/proc/self/mountinfo", "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n");
        _folder.Write("root/proc/swaps", "Filename Type Size Used Priority\n");
        var path = _folder["root/etc/fstab"];
        var file = (await Written("""
            - mount: "/tmp/with blank"
              device: tmpfs
              fstype: tmpfs
              options: [size=1G, nodev]
            """)).Single(step => step.Path == "/etc/fstab");
        File.WriteAllBytes(path, file.Content.Bytes.Span);
        var answer = await ProgramRun.Of("findmnt", "--fstab", "--tab-file", path, "--noheadings", "--raw", "--output", "TARGET,SOURCE,FSTYPE,OPTIONS,FREQ,PASSNO");
        answer.Output.ShouldBe("/tmp/with\\x20blank tmpfs tmpfs size=1G,nodev 0 0\n");
    }

    private async Task<Plan> PlanOf(string resources)
    {
        _machine.Forget();
        return await new Planner(Builtins.ResourceTypes, _machine).PlanAsync(ResourceCases.Compile(ResourceTree.Of(resources, [])));
    }

    private async Task<ImmutableArray<WriteFile>> Written(string resources)
    {
        var steps = (await PlanOf(resources)).Resources.SelectMany(static planned => planned.Steps).OfType<WriteFile>().ToImmutableArray();
        steps.ShouldNotBeEmpty();
        return steps;
    }

    /// <summary>Does what is to be done, until nothing is; what waits for something else comes in the second round.</summary>
    private async Task Converge(string resources)
    {
        for (var round = 0; round < 2; round++)
        {
            foreach (var step in (await PlanOf(resources)).Resources.SelectMany(static planned => planned.Steps))
                await Do(step);
        }
        (await PlanOf(resources)).Resources.ShouldAllBe(static planned => planned.Status == PlanStatus.Ok);
    }

    private async Task Do(Step step)
    {
        if (step is not RunCommand { Command: var command })
        {
            await _executor.ExecuteAsync(step, CancellationToken.None);
            return;
        }
        var run = await ProgramRun.Of(new ProgramRun.Start(command.Argv[0], ["--root", _folder["root"], .. command.Argv[1..]]) { Input = command.Stdin ?? "" });
        run.ExitCode.ShouldBe(0, $"{command}\n{run.Error}");
        _machine.Forget();
    }

    private string Line(string file, string name) =>
        File.ReadLines(_folder[$"root/etc/{file}"]).FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.Ordinal)) ?? "";
}
