using System.Text.RegularExpressions;
using Converge.Language.Cases;
using Converge.Testing;
using Converge.Testing.Cases;
using Xunit;

namespace Converge.Cli.Tests.CommandLines;

/// <summary>Command lines as data: files, shell lines, and what comes out.</summary>
public sealed partial class CommandLineCases
{
    private const string File = "file ";

    // A file with sections of its own, whose lines '-- name --' are written '== name =='.
    private const string CaseOf = "case ";

    private static readonly CaseKind Kind = new(["run", "stdin", $"{File}*", $"{CaseOf}*"], ["stdout", "stderr", "exit"]);

    [Theory]
    [CaseData("CommandLines/Cases")]
    public void Case(CaseLocation location) => Kind.Check(location, Run);

    [GeneratedRegex("^== (?<name>.*) ==$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Header();

    private static Dictionary<string, string> Run(CaseFile given)
    {
        using var folder = new TemporaryFolder();
        foreach (var section in given.Sections.Where(s => s.Name.StartsWith(File, StringComparison.Ordinal)))
            folder.Write(section.Name[File.Length..], section.Text);
        foreach (var section in given.Sections.Where(s => s.Name.StartsWith(CaseOf, StringComparison.Ordinal)))
            folder.Write(section.Name[CaseOf.Length..], Header().Replace(section.Text, "-- ${name} --"));
        var run = BuiltProgram.Shell(given["run"], folder.Path, given.Find("stdin")?.Text ?? "").GetAwaiter().GetResult();
        return new(StringComparer.Ordinal)
        {
            ["stdout"] = run.Output,
            ["stderr"] = run.Error,
            ["exit"] = run.ExitCode == 0 ? "" : $"{run.ExitCode}\n",
        };
    }
}
