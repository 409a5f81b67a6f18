using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Lab.Tests.Packaging;

/// <summary>The life of the package on a machine that has booted.</summary>
public sealed class PackageInNodeTests(BuiltPackage built) : IClassFixture<BuiltPackage>
{
    private const string Newer = "9.9.9";

    private static readonly string Program = Path.Combine(SourceTree.Root, "converge");

    [RootProgramFact("systemd-nspawn", "mmdebstrap", "gcc", "objdump", "dpkg-deb")]
    public async Task It_upgrades_itself_in_the_middle_of_a_run_and_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        var name = $"package-{Environment.ProcessId}";
        Declare(folder);
        var newer = await MakeNewer(folder);
        try
        {
            var up = await Lab("up", "--name", name, "--tree", folder.Path, "--package", await built.Package);
            up.ExitCode.ShouldBe(0, up.Output + up.Error);
            (await Lab("copy", "--name", name, await built.Package, "one:/tmp/first.deb")).ExitCode.ShouldBe(0);
            (await Lab("copy", "--name", name, newer, "one:/tmp/newer.deb")).ExitCode.ShouldBe(0);
            var run = await Lab("exec", "--name", name, "one", "sh", "-c", await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "tests/Converge.Lab.Tests/Packaging/life.sh")));
            run.Output.ShouldBe(
                """
                installed: disabled inactive
                upgraded: 9.9.9, the file is the newer one
                the run went on: hello X, 0 failed
                the timer is active
                removed: inactive, kept: 0700
                purged: nothing

                """, run.Error);
        }
        finally
        {
            await Lab("down", "--name", name);
        }
    }

    private static void Declare(TemporaryFolder folder)
    {
        folder.Write("environments/lab.yaml", "name: lab\n");
        folder.Write("recipes/first/recipe.yaml", "name: first\nversion: 1.0.0\nresources:\n  - directory: /srv\n");
        folder.Write("roles/first.yaml", "name: first\nrecipes: [first]\n");
        folder.Write("nodes/lab.yaml", "- name: one\n  ip: 10.77.0.21\n  environment: lab\n  roles: [first]\n");
    }

    /// <summary>The same package with a higher version and another program.</summary>
    private async Task<string> MakeNewer(TemporaryFolder folder)
    {
        (await ProgramRun.Of("dpkg-deb", "--raw-extract", await built.Package, folder["newer"])).ExitCode.ShouldBe(0);
        var control = await File.ReadAllLinesAsync(folder["newer/DEBIAN/control"]);
        await File.WriteAllLinesAsync(folder["newer/DEBIAN/control"], control.Select(static line => line.StartsWith("Version: ", StringComparison.Ordinal) ? $"Version: {Newer}" : line));
        File.Delete(folder["newer/usr/bin/converge"]);
        folder.Write("newer/usr/bin/converge", "#!/bin/sh\necho newer\n");
        File.SetUnixFileMode(folder["newer/usr/bin/converge"], (UnixFileMode)Convert.ToInt32("755", 8));
        (await ProgramRun.Of("dpkg-deb", "--root-owner-group", "--build", folder["newer"], folder["newer.deb"])).ExitCode.ShouldBe(0);
        return folder["newer.deb"];
    }

    private static Task<ProgramRun> Lab(string verb, params string[] arguments) =>
        ProgramRun.Of(new ProgramRun.Start(Program, ["lab", verb, .. arguments]) { Patience = TimeSpan.FromMinutes(10) });
}
