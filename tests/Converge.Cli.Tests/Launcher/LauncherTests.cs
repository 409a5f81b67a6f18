using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Cli.Tests.Launcher;

public sealed class LauncherTests : IDisposable
{
    private const string Building = "converge: building\n";

    private readonly LauncherTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task It_builds_once_and_then_writes_nothing()
    {
        (await _tree.Run("a b", "", "*")).ShouldBe(new ProgramRun(7, $"{_tree.Sdk}[a b][][*]", Building));
        var before = _tree.Snapshot();
        (await _tree.Run("x")).ShouldBe(new ProgramRun(7, $"{_tree.Sdk}[x]", ""));
        _tree.Builds.ShouldBe(1);
        _tree.Snapshot().ShouldBe(before);
    }

    [Theory]
    [InlineData("src/Converge.Cli/Program.cs")]
    [InlineData("src/Converge.Cli/New.cs")]
    [InlineData("Directory.Build.props")]
    [InlineData("global.json")]
    [InlineData(".editorconfig")]
    public async Task A_newer_source_is_built(string path)
    {
        await _tree.Run();
        File.WriteAllText(Path.Combine(_tree.Root, path), "newer");
        (await _tree.Run()).Error.ShouldBe(Building);
        (await _tree.Run()).Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_source_that_is_gone_is_noticed()
    {
        await _tree.Run();
        File.Delete(Path.Combine(_tree.Root, "src/Converge.Cli/Program.cs"));
        (await _tree.Run()).Error.ShouldBe(Building);
    }

    [Fact]
    public async Task A_source_that_changes_during_the_build_is_built_the_next_time()
    {
        _tree.OnBuild("sleep 0.05; touch \"$(dirname \"$2\")/Converge.Cli/Program.cs\"");
        await _tree.Run();
        (await _tree.Run()).Error.ShouldBe(Building);
    }

    [Fact]
    public async Task A_tree_whose_program_is_gone_is_built()
    {
        await _tree.Run();
        Directory.Delete(Path.Combine(_tree.Root, "artifacts/bin"), recursive: true);
        (await _tree.Run()).Error.ShouldBe(Building);
    }

    [Fact]
    public async Task It_is_found_through_links_and_from_any_folder()
    {
        Directory.CreateDirectory(_tree["elsewhere"]);
        File.CreateSymbolicLink(_tree["elsewhere/absolute"], _tree.Launcher);
        File.CreateSymbolicLink(_tree["elsewhere/relative"], "../tree with space/converge");
        File.CreateSymbolicLink(_tree["twice"], "elsewhere/relative");
        foreach (var link in new[] { "elsewhere/absolute", "elsewhere/relative", "twice" })
            (await _tree.Run(_tree[link], ["x"], folder: "/")).Output.ShouldBe($"{_tree.Sdk}[x]");
        (await _tree.Run("sh", ["converge", "x"], folder: _tree.Root)).Output.ShouldBe($"{_tree.Sdk}[x]");
        (await _tree.Run("sh", ["-c", "../twice x"], folder: _tree["elsewhere"])).Output.ShouldBe($"{_tree.Sdk}[x]");
        _tree.Builds.ShouldBe(1);
    }

    [Fact]
    public async Task Several_at_once_build_once()
    {
        _tree.OnBuild("sleep 0.5");
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _tree.Run("x")));
        runs.ShouldAllBe(run => run.ExitCode == 7 && run.Output.EndsWith("[x]", StringComparison.Ordinal));
        _tree.Builds.ShouldBe(1);
    }

    [Fact]
    public async Task No_home_is_no_obstacle() => (await _tree.Run(_tree.Launcher, [], home: null)).Error.ShouldBe(Building);

    [Fact]
    public async Task Errors_of_a_build_are_shown_once_and_nothing_runs()
    {
        _tree.OnBuild("echo 'a.cs(1,2): error CS1: bad [x.csproj]'; echo noise; echo 'a.cs(1,2): error CS1: bad [x.csproj]'; exit 1");
        var run = await _tree.Run();
        run.ShouldBe(new ProgramRun(1, "", $"{Building}a.cs(1,2): error CS1: bad\nconverge: the build failed; all it said is in '{_tree.Root}/artifacts/build.log'\n"));
        (await _tree.Run()).Error.ShouldStartWith(Building);
    }

    [Fact]
    public async Task A_note_of_a_build_is_shown_and_the_program_runs()
    {
        _tree.OnBuild("echo '  A.Project -> /a.dll'; echo '  note: every start will take longer'");
        (await _tree.Run("x")).ShouldBe(new ProgramRun(7, $"{_tree.Sdk}[x]", $"{Building}converge: every start will take longer\n"));
        (await _tree.Run("x")).Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_an_sdk_it_says_what_to_install()
    {
        const string Need = "install the .NET SDK 10.0: package dotnet-sdk-10.0, or https://dotnet.microsoft.com/download/dotnet/10.0\n";
        _tree.OldSdk();
        (await _tree.Run()).ShouldBe(new ProgramRun(1, "", $"converge: the .NET SDK in PATH is 8.0.404; {Need}"));
        _tree.NoSdk();
        (await _tree.Run()).ShouldBe(new ProgramRun(1, "", $"converge: no 'dotnet' in PATH; {Need}"));
    }

    [Fact]
    public async Task A_built_tree_runs_where_nothing_can_be_built()
    {
        await _tree.Run();
        _tree.OldSdk();
        (await _tree.Run()).ShouldBe(new ProgramRun(7, _tree.Sdk, ""));
        Directory.Delete(_tree.Sdk, recursive: true);
        (await _tree.Run()).ExitCode.ShouldBe(1);
    }
}
