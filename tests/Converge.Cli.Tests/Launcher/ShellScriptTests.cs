using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Cli.Tests.Launcher;

public sealed class ShellScriptTests
{
    private static readonly string[] ForEverybody = ["converge", "test", "eng/build.sh", "packaging/build", "packaging/manual", "packaging/files/postinst", "packaging/files/prerm", "packaging/files/postrm", "bench/cold-start", "bench/run"];

    private static readonly string[] ForUs = [".ci/run", "bench/peers", "bench/package", "bench/lab", "bench/compared/node", "bench/compared/definitions", "packaging/files/completion/converge.bash", "tests/Converge.Lab.Tests/Packaging/life.sh", "bench/fleet", "bench/server", "bench/storage", "lab/renew-secrets", "lab/rules/prove", "lab/vendors/build", "lab/vendors/prove"];

    [ProgramFact("shellcheck")]
    public async Task No_script_has_a_finding()
    {
        var run = await ProgramRun.Of(new ProgramRun.Start("shellcheck", ["--external-sources", .. ForUs, .. ForEverybody, .. Directory.GetFiles(Path.Combine(SourceTree.Root, "lab/faults")), .. OfRecipes()]) { Folder = SourceTree.Root });
        run.ShouldBe(new ProgramRun(0, "", ""));
    }

    private static IEnumerable<string> OfRecipes() =>
        Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "recipes"), "*", SearchOption.AllDirectories)
            .Where(static file => !file.EndsWith(".sbn", StringComparison.Ordinal) && File.ReadLines(file).FirstOrDefault() is { } first && first.StartsWith("#!", StringComparison.Ordinal) && first.EndsWith("sh", StringComparison.Ordinal));

    [Fact]
    public async Task Scripts_for_everybody_are_plain_shell()
    {
        foreach (var script in ForEverybody)
            (await ProgramRun.Of(new ProgramRun.Start(InstalledProgram.Find("dash") ?? "sh", "-n", script) { Folder = SourceTree.Root })).ExitCode.ShouldBe(0, script);
    }
}
