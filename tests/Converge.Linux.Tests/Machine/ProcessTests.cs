using System.Collections.Immutable;
using System.Diagnostics;
using Converge.Linux.Machine.Accounts;
using Converge.Linux.Machine.Files;
using Converge.Linux.Machine.Processes;
using Converge.Resources.Machines;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Machine;

public class ProcessTests : IDisposable
{
    private readonly LinuxFiles _files = new();
    private readonly ProcessRunner _runner;

    public ProcessTests() => _runner = new(new LinuxAccounts(_files));

    public void Dispose()
    {
        _files.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_it_says_and_how_it_ends()
    {
        (await Run("echo", "a  b", "*")).ShouldBe(new CommandResult(0, "a  b *\n"));
        (await Shell("echo one; echo two >&2; echo three; exit 3")).ShouldBe(new CommandResult(3, "one\ntwo\nthree\n"));
        (await Shell("kill -9 $$")).ExitCode.ShouldBe(137);
    }

    [Fact]
    public async Task Errors_are_kept_apart_if_asked_for()
    {
        var result = await _runner.RunAsync(new(["sh", "-c", "echo out; echo err >&2"]) { SeparatesErrors = true }, CancellationToken.None);
        result.ShouldBe(new CommandResult(0, "out\n") { Errors = "err\n" });
    }

    [Fact]
    public async Task The_umask_is_that_of_the_command_alone()
    {
        var own = (await Shell("umask")).Output;
        (await _runner.RunAsync(new(["sh", "-c", "umask"]) { Umask = 0b111_111 }, CancellationToken.None)).Output.ShouldBe("0077\n");
        (await _runner.RunAsync(new(["sh", "-c", "umask"]) { Umask = 0 }, CancellationToken.None)).Output.ShouldBe("0000\n");
        (await Shell("umask")).Output.ShouldBe(own);
    }

    [Fact]
    public async Task Input_comes_whole_and_is_empty_otherwise()
    {
        var text = string.Concat(Enumerable.Range(0, 200_000).Select(static i => $"{i}\n"));
        (await _runner.RunAsync(new(["wc", "-c"]) { Stdin = text }, CancellationToken.None)).Output.Trim().ShouldBe($"{text.Length}");
        (await Run("cat")).ShouldBe(new CommandResult(0, ""));
        (await _runner.RunAsync(new(["true"]) { Stdin = text }, CancellationToken.None)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task The_environment_is_its_own()
    {
        Environment.SetEnvironmentVariable("CONVERGE_TEST_LEAK", "1");
        var variables = ImmutableSortedDictionary<string, string>.Empty.Add("GREETING", "hello world").Add("LANG", "C");
        var lines = (await _runner.RunAsync(new(["env"]) { Environment = variables }, CancellationToken.None)).Output.Split('\n');
        lines.ShouldContain("GREETING=hello world");
        lines.ShouldContain("LANG=C");
        lines.ShouldContain(static line => line.StartsWith("PATH=/usr/local/sbin:"));
        lines.ShouldNotContain(static line => line.StartsWith("CONVERGE"));
    }

    [Fact]
    public async Task Folder_and_programs_that_are_not_there_are_told_as_results()
    {
        using var folder = new TemporaryFolder();
        (await _runner.RunAsync(new(["pwd"]) { Folder = folder.Path }, CancellationToken.None)).Output.ShouldBe($"{folder.Path}\n");
        (await _runner.RunAsync(new(["pwd"]) { Folder = folder["no"] }, CancellationToken.None)).ShouldBe(new(126, $"there is no directory '{folder["no"]}' to run 'pwd' in"));
        (await Run("no-such-program")).ShouldBe(new(127, "there is no program 'no-such-program' in /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
        (await Run("/etc/no-such-program")).ShouldBe(new(127, "'/etc/no-such-program' cannot be run: no such file or directory"));
        (await Run("/etc/passwd")).ShouldBe(new(126, "'/etc/passwd' cannot be run: permission denied"));
        folder.Write("script", "#!/bin/sh\necho here\n");
        File.SetUnixFileMode(folder["script"], (UnixFileMode)0b111_101_101);
        (await _runner.RunAsync(new(["./script"]) { Folder = folder.Path }, CancellationToken.None)).Output.ShouldBe("here\n");
        (await _runner.RunAsync(new(["true"]) { User = "no-such-user" }, CancellationToken.None)).ShouldBe(new(126, "there is no user 'no-such-user' to run 'true' as"));
    }

    [Fact]
    public async Task Long_output_keeps_its_beginning_and_its_end()
    {
        var result = await _runner.RunAsync(new(["seq", "1", "100000"]) { OutputLimit = 20 }, CancellationToken.None);
        result.Output.ShouldBe("1\n2\n3\n4\n5\n\n[588875 bytes left out]\n99\n100000\n");
    }

    [Fact]
    public async Task Half_characters_are_not_shown_where_it_is_cut()
    {
        var result = await _runner.RunAsync(new(["sh", "-c", "for i in 1 2 3 4 5 6 7 8; do printf ä; done"]) { OutputLimit = 6 }, CancellationToken.None);
        result.Output.ShouldBe("ä\n[10 bytes left out]\nä");
    }

    [Fact]
    public async Task What_takes_too_long_is_ended_with_its_children()
    {
        using var folder = new TemporaryFolder();
        var started = Stopwatch.GetTimestamp();
        var command = new CommandSpec(["sh", "-c", $"sleep 600 & echo $! > {folder["child"]}; echo began; wait"]) { Timeout = TimeSpan.FromSeconds(1) };
        var result = await _runner.RunAsync(command, CancellationToken.None);
        result.TimedOut.ShouldBeTrue();
        result.Succeeded.ShouldBeFalse();
        result.Output.ShouldBe("began\n");
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(60));
        await IsGone(folder["child"]);
    }

    [Fact]
    public async Task What_never_stops_talking_is_ended_too()
    {
        var result = await _runner.RunAsync(new(["yes"]) { Timeout = TimeSpan.FromSeconds(1), OutputLimit = 4 }, CancellationToken.None);
        result.TimedOut.ShouldBeTrue();
        result.Output.ShouldStartWith("y\n\n[");
    }

    [Fact]
    public async Task Cancelling_kills_it_with_its_children()
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        var run = _runner.RunAsync(new(["sh", "-c", $"trap '' TERM; sleep 600 & echo $! > {folder["new"]}; mv {folder["new"]} {folder["child"]}; wait"]), cancel.Token);
        while (!File.Exists(folder["child"]))
            await Task.Delay(5, CancellationToken.None);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => run);
        await IsGone(folder["child"]);
    }

    [Fact]
    public async Task A_daemon_that_lives_on_is_not_waited_for()
    {
        using var folder = new TemporaryFolder();
        var result = await Shell($"sleep 600 & echo $! > {folder["child"]}; echo started");
        result.ShouldBe(new CommandResult(0, "started\n"));
        using var daemon = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(folder["child"])));
        daemon.HasExited.ShouldBeFalse();
        daemon.Kill();
    }

    [Fact]
    public async Task It_has_signals_and_descriptors_as_a_new_program_expects_them()
    {
        // Broken pipes end a program; this one ignores them. Signals 32 and 33 are the C library's own.
        const ulong Usual = 0x7fffffff;
        var signals = (await Run("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status")).Output.Split(['\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var mask in new[] { signals[1], signals[3] })
            (Convert.ToUInt64(mask, 16) & Usual).ShouldBe(0ul, string.Join(' ', signals));
        (await Run("ls", "/proc/self/fd")).Output.ShouldBe("0\n1\n2\n3\n");
        // The sixth word is the session.
        (await Shell("read -r _ _ _ _ _ session _ < /proc/$$/stat; test $session = $$")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Many_at_once_do_not_disturb_each_other()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Shell($"echo {i}; exit {i}")));
        results.ShouldBe(Enumerable.Range(0, 40).Select(static i => new CommandResult(i, $"{i}\n")));
    }

    [RootFact]
    public async Task Another_user_is_one_with_its_groups_and_its_home()
    {
        var result = await _runner.RunAsync(new(["sh", "-c", "id -un; id -gn; echo $HOME $USER $LOGNAME; id -Gn; grep CapEff /proc/self/status"]) { User = "nobody" }, CancellationToken.None);
        result.Output.ShouldBe("nobody\nnogroup\n/nonexistent nobody nobody\nnogroup\nCapEff:\t0000000000000000\n");
    }

    private static async Task IsGone(string file)
    {
        var stat = $"/proc/{(await File.ReadAllTextAsync(file)).Trim()}/stat";
        for (var i = 0; i < 500 && File.Exists(stat) && !(await File.ReadAllTextAsync(stat)).Contains(") Z "); i++)
            await Task.Delay(10);
        (File.Exists(stat) && !(await File.ReadAllTextAsync(stat)).Contains(") Z ")).ShouldBeFalse("the child lives on");
    }

    private Task<CommandResult> Run(params string[] argv) => _runner.RunAsync(new([.. argv]), CancellationToken.None);

    private Task<CommandResult> Shell(string script) => Run("sh", "-c", script);
}
