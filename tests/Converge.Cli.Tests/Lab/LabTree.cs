using Converge.Cli.Tests.CommandLines;
using Converge.Testing;
using Shouldly;

namespace Converge.Cli.Tests.Lab;

/// <summary>A copy of the fleet of the sources, with labs beside those of whoever works here, and the package that their nodes get.</summary>
internal sealed class LabTree : IAsyncDisposable
{
    private static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RunPatience = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.Path;

    /// <summary>For the shell, before a command.</summary>
    public string Settings => $"export CONVERGE_LABS='{Folder}/labs'\n";

    public static async Task<LabTree> MakeAsync()
    {
        var built = await ProgramRun.Of(new ProgramRun.Start(Path.Combine(SourceTree.Root, "packaging/build")) { Patience = BuildPatience });
        built.ExitCode.ShouldBe(0, built.Error);
        var tree = new LabTree();
        (await tree.RunAsync($"cd '{SourceTree.Root}' && cp -r recipes roles environments nodes lab '{tree.Folder}'")).ExitCode.ShouldBe(0);
        return tree;
    }

    public Task<ProgramRun> RunAsync(string script) => BuiltProgram.Shell(Settings + script, Folder, patience: RunPatience);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("for lab in labs/*; do converge lab down --now --name \"${lab##*/}\"; done");
        _folder.Dispose();
    }
}
