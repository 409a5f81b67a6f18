using System.Reflection.PortableExecutable;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Cli.Tests.Launcher;

public sealed class CompiledAheadTests
{
    [ReleaseFact]
    public void All_that_the_program_loads_is_compiled_ahead()
    {
        var assemblies = Directory.GetFiles(Path.Combine(SourceTree.Root, "artifacts/bin/Converge.Cli/release"), "*.dll");
        assemblies.Select(Path.GetFileName).ShouldContain("converge.dll");
        assemblies.Where(path => !HasMachineCode(path)).ShouldBeEmpty();
    }

    [ProgramFact("dotnet")]
    public async Task Without_the_compiler_a_build_says_so_and_asks_once_a_day()
    {
        using var folder = new TemporaryFolder();
        var first = await FindCompiler(folder);
        first.ExitCode.ShouldBe(0, first.Output + first.Error);
        first.Output.Split('\n').Count(line => line.Trim().StartsWith("note: every start will take longer", StringComparison.Ordinal)).ShouldBe(1, first.Output);
        first.Output.ShouldNotContain("error");
        var answer = folder["ahead/project.assets.json"];
        File.Delete(answer);
        (await FindCompiler(folder)).ShouldBe(first);
        File.Exists(answer).ShouldBeFalse();
    }

    /// <summary>Asks a registry that is an empty folder.</summary>
    private static Task<ProgramRun> FindCompiler(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder["registry"]);
        string[] arguments = ["msbuild", "eng/ahead/Compiler.csproj", "-target:FindCompiler", "-verbosity:minimal", "-nologo", "-nodeReuse:false", $"-property:AheadFolder={folder["ahead/"]}", $"-property:NuGetPackageRoot={folder["packages/"]}"];
        return ProgramRun.Of(new ProgramRun.Start("dotnet", arguments)
        {
            Folder = SourceTree.Root,
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["RestoreSources"] = folder["registry"] },
        });
    }

    private static bool HasMachineCode(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    private sealed class ReleaseFactAttribute : FactAttribute
    {
        public ReleaseFactAttribute()
        {
            if (!File.Exists(Path.Combine(SourceTree.Root, "artifacts/obj/Converge.Cli/release/ahead/arguments.rsp")))
                Skip = "needs a build for release with the package of the compiler";
        }
    }
}
