using System.Diagnostics;
using Converge.Cli.Tests.CommandLines;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Cli.Tests.Faults;

/// <summary>Runs that meet each other, are told to stop, or have no time left.</summary>
public sealed class RunFaultTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public RunFaultTests()
    {
        _folder.Write("roles/web.yaml", "name: web\nrecipes: [web]\n");
        // It says that it has begun, and goes on when it may.
        _folder.Write("slow", "touch begun; while ! [ -e go ]; do sleep 0.05; done; touch slow-done\n");
        _folder.Write("recipes/web/recipe.yaml", $"""
            name: web
            version: 1.0.0
            resources:
              - file: {_folder["first"]}
                content: first
                notify: "run command[touch notified]"
              - command: [sh, slow]
                creates: {_folder["slow-done"]}
                cwd: {_folder.Path}
              - file: {_folder["last"]}
                content: last
              - command: [touch, notified]
                refresh_only: true
                cwd: {_folder.Path}

            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_runs_at_once_are_one_after_the_other()
    {
        using var first = Start();
        await UntilThere("begun");
        var refused = await Shell("converge apply --role web --state state --wait 0s");
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldMatch(@"^converge: error: another run is under way: converge apply \(process \d+\) since .* UTC\n$");
        var waits = Shell("converge apply --role web --state state 2>said");
        await UntilThere("said", static text => text.Length > 0);
        waits.IsCompleted.ShouldBeFalse();
        _folder.Write("go", "");
        await End(first, exitCode: 0);
        var second = await waits;
        File.ReadAllText(_folder["said"]).ShouldMatch(@"^converge: waiting for another run: converge apply \(process \d+\) since .* UTC\n$");
        second.Output.ShouldContain("run 2: 4 ok");
    }

    [Fact]
    public async Task A_run_that_is_told_to_stop_finishes_its_step_and_owes_the_rest()
    {
        using var run = Start();
        await UntilThere("begun");
        await Shell($"kill -TERM {run.Id}");
        (await run.StandardError.ReadLineAsync()).ShouldBe("converge: stopping after this step; once more breaks it off");
        _folder.Write("go", "");
        await End(run, exitCode: 4);
        File.Exists(_folder["slow-done"]).ShouldBeTrue();
        File.Exists(_folder["last"]).ShouldBeFalse();
        var report = await Shell("converge report --state state");
        report.Output.ShouldContain($"- file[{_folder["last"]}]  skipped: the run was stopped");
        report.Output.ShouldContain("> run command[touch notified]  still owed because of");
        (await Shell("converge apply --role web --state state")).Output.ShouldContain("owed by an earlier run");
        File.Exists(_folder["notified"]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_step_that_hangs_is_ended_with_the_time_of_the_run()
    {
        var clock = Stopwatch.StartNew();
        var run = await Shell("converge apply --role web --state state --deadline 5s");
        run.ExitCode.ShouldBe(4);
        run.Output.ShouldContain("! command[sh slow]  failed: the time of the run was over");
        clock.Elapsed.ShouldBeLessThan(Patience);
        File.Exists(_folder["last"]).ShouldBeFalse();
        // Its children go with it.
        _folder.Write("go", "");
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        File.Exists(_folder["slow-done"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Runs_are_counted_whatever_the_clock_says()
    {
        _folder.Write("go", "");
        await Shell("converge apply --role web --state state");
        // As if it had been written tomorrow.
        var path = Directory.GetFiles(_folder["state/runs"]).Single();
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"start\": \"20", "\"start\": \"21", StringComparison.Ordinal).Replace("\"end\": \"20", "\"end\": \"21", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(1));
        (await Shell("converge apply --role web --state state")).Output.ShouldContain("run 2: 4 ok");
        var runs = (await Shell("converge runs --state state")).Output.Split('\n');
        runs[1].ShouldStartWith("2 ");
        runs[2].ShouldStartWith("1 ");
    }

    private Task<ProgramRun> Shell(string script) => CommandLines.BuiltProgram.Shell(script, _folder.Path);

    private Process Start() => Process.Start(new ProcessStartInfo(BuiltProgram.File, ["apply", "--role", "web", "--state", "state"])
    {
        UseShellExecute = false,
        WorkingDirectory = _folder.Path,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task End(Process process, int exitCode)
    {
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        process.ExitCode.ShouldBe(exitCode, await output);
    }

    private async Task UntilThere(string name, Predicate<string>? content = null)
    {
        var clock = Stopwatch.StartNew();
        while (!File.Exists(_folder[name]) || content?.Invoke(await File.ReadAllTextAsync(_folder[name])) == false)
        {
            clock.Elapsed.ShouldBeLessThan(Patience, $"'{name}' never came");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
