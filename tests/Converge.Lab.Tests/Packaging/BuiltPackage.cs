using Converge.Testing;
using Shouldly;

namespace Converge.Lab.Tests.Packaging;

/// <summary>The package of the sources as they are, built once for all tests, and its files.</summary>
public sealed class BuiltPackage : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly Lazy<Task<string>> _package;
    private readonly Lazy<Task<TemporaryFolder>> _files;

    public BuiltPackage()
    {
        _package = new(async () => (await Build()).Output.Trim());
        _files = new(Extract);
    }

    /// <summary>The path of the package.</summary>
    public Task<string> Package => _package.Value;

    /// <summary>All that is in it, as in the root of a machine; in DEBIAN what it tells dpkg.</summary>
    public Task<TemporaryFolder> Files => _files.Value;

    public static async Task<ProgramRun> Build(params string[] arguments)
    {
        var run = await ProgramRun.Of(new ProgramRun.Start(Path.Combine(SourceTree.Root, "packaging/build"), arguments) { Patience = Patience });
        run.ExitCode.ShouldBe(0, run.Error);
        return run;
    }

    public void Dispose()
    {
        if (_files.IsValueCreated && _files.Value.IsCompletedSuccessfully)
            _files.Value.Result.Dispose();
    }

    private async Task<TemporaryFolder> Extract()
    {
        var folder = new TemporaryFolder();
        (await ProgramRun.Of("dpkg-deb", "--raw-extract", await Package, folder.Path)).ShouldBe(new ProgramRun(0, "", ""));
        return folder;
    }
}
