using Converge.Language.Cases;
using Converge.Testing;
using Converge.Testing.Cases;
using Xunit;

namespace Converge.Cli.Tests.CommandLines;

/// <summary>Command lines as data: files, shell lines, and what comes out.</summary>
public sealed class CommandLineCases
{
    private const string File = "file ";

    private static readonly CaseKind Kind = new(["run", "stdin", $"{File}*"], ["stdout", "stderr", "exit"]);

    [Theory]
    [CaseData("CommandLines/Cases")]
    public void Case(CaseLocation location) => Kind.Check(location, Run);

    private static Dictionary<string, string> Run(CaseFile given)
    {
        using var folder = new TemporaryFolder();
        foreach (var section in given.Sections.Where(s => s.Name.StartsWith(File, StringComparison.Ordinal)))
            folder.Write(section.Name[File.Length..], section.Text);
        var run = BuiltProgram.Shell(given["run"], folder.Path, given.Find("stdin")?.Text ?? "").GetAwaiter().GetResult();
        return new(StringComparer.Ordinal)
        {
            ["stdout"] = run.Output,
            ["stderr"] = run.Error,
            ["exit"] = run.ExitCode == 0 ? "" : $"{run.ExitCode}\n",
        };
    }
}
