using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Converge.Cli.Tests.CommandLines;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Cli.Tests.Faults;

/// <summary>A run that is killed at any moment leaves whole files, and the next one does all that is left, refreshes included.</summary>
public sealed class KillTests : IDisposable
{
    private const int Files = 25;
    private const int Lines = 100;

    // Each takes half a second: few while somebody waits.
    private static readonly int Times = Environment.GetEnvironmentVariable("CI") == "true" || Fuzz.IsThorough ? 200 : 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_run_tears_no_file_and_loses_no_refresh()
    {
        _folder.Write("roles/web.yaml", "name: web\nrecipes: [web]\n");
        Directory.CreateDirectory(_folder["out"]);
        WriteRecipe(0);
        await Converge();
        var time = await Measure();
        var random = new Random(2026);
        var killed = 0;
        for (var version = 2; version < Times + 2; version++)
        {
            WriteRecipe(version);
            killed += await RunAndKill(time * random.NextDouble() * 1.1) ? 1 : 0;
            foreach (var file in Directory.GetFiles(_folder["out"]).Where(static file => !file.EndsWith('~')))
                AssertWhole(file, version);
            await Converge();
            Directory.GetFiles(_folder["out"], "*~", new EnumerationOptions { AttributesToSkip = 0 }).ShouldBeEmpty();
            for (var file = 0; file < Files; file++)
                (await File.ReadAllTextAsync(_folder[$"out/{file}"])).ShouldBe(Content(file, version));
            (await File.ReadAllTextAsync(_folder["seen"])).ShouldBe(Sum(), $"version {version} was put in place, and nobody was told");
        }
        killed.ShouldBeGreaterThan(Times / 2);
    }

    /// <summary>All files notify one command, which says what it has seen.</summary>
    private void WriteRecipe(int version)
    {
        var recipe = new StringBuilder("name: web\nversion: 1.0.0\nresources:\n");
        for (var file = 0; file < Files; file++)
            recipe.Append(CultureInfo.InvariantCulture, $"  - file: {_folder[$"out/{file}"]}\n    content: \"{Content(file, version).Replace("\n", "\\n", StringComparison.Ordinal)}\"\n    notify: \"run command[sh {_folder["look"]}]\"\n");
        recipe.Append(CultureInfo.InvariantCulture, $"  - command: [sh, {_folder["look"]}]\n    refresh_only: true\n    cwd: {_folder.Path}\n");
        _folder.Write("recipes/web/recipe.yaml", recipe.ToString());
        _folder.Write("look", "cat out/? out/?? | sha256sum | cut -d ' ' -f 1 >seen~ && mv seen~ seen\n");
    }

    private static string Content(int file, int version) =>
        string.Concat(Enumerable.Repeat(string.Create(CultureInfo.InvariantCulture, $"file {file}, version {version}\n"), Lines));

    private static void AssertWhole(string path, int newest)
    {
        var text = File.ReadAllText(path);
        var words = text[..text.IndexOf('\n', StringComparison.Ordinal)].Split(' ');
        var version = int.Parse(words[3], CultureInfo.InvariantCulture);
        version.ShouldBeLessThanOrEqualTo(newest);
        text.ShouldBe(Content(int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture), version));
    }

    private string Sum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var file = 0; file < Files; file++)
            hash.AppendData(File.ReadAllBytes(_folder[$"out/{file}"]));
        return $"{Convert.ToHexStringLower(hash.GetHashAndReset())}\n";
    }

    private async Task<TimeSpan> Measure()
    {
        WriteRecipe(1);
        var clock = Stopwatch.StartNew();
        await Converge();
        return clock.Elapsed;
    }

    private async Task Converge()
    {
        var run = await CommandLines.BuiltProgram.Shell("exec converge apply --role web --state state", _folder.Path);
        run.ExitCode.ShouldBe(0, $"{run.Output}{run.Error}");
    }

    /// <returns>Whether it was killed before it ended.</returns>
    private async Task<bool> RunAndKill(TimeSpan delay)
    {
        using var process = Process.Start(new ProcessStartInfo(BuiltProgram.File, ["apply", "--role", "web", "--state", "state"])
        {
            UseShellExecute = false,
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await Task.Delay(delay);
        process.Kill();
        await process.WaitForExitAsync();
        return process.ExitCode != 0;
    }
}
