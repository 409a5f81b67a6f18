using System.Text;
using Converge.Catalogs;
using Converge.Language.Cases;
using Converge.Language.Text;
using Converge.Testing;
using Converge.Testing.Cases;
using Shouldly;
using Xunit;

namespace Converge.Tests.Catalogs;

/// <summary>Whatever the tree is, there is an answer, soon, and each error stands somewhere in the tree.</summary>
public sealed class FleetCheckProperties
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly string[] Seeds =
    [
        .. Directory.GetFiles(Path.Combine(SourceTree.ProjectOf(typeof(FleetCheckProperties).Assembly), "Catalogs/Lint"), "*.case").Order(StringComparer.Ordinal).Select(static path => Text(CaseFiles.Load(path))),
    ];

    private static readonly string Clean = Array.Find(Seeds, static seed => seed.Contains("-- recipes/web/logging.yaml --", StringComparison.Ordinal) && seed.Contains("tls", StringComparison.Ordinal))!;

    [Fact]
    public void Any_change_of_a_good_tree_is_accepted_or_refused_with_reasons() =>
        Fuzz.ForAll(2500, static random => new TreeMutation(random).Mutate(Clean), Check);

    [Fact]
    public void Any_change_of_a_bad_tree_is_refused_with_reasons() =>
        Fuzz.ForAll(1500, static random => new TreeMutation(random).Mutate(Seeds[random.Next(Seeds.Length)]), Check);

    private static void Check(string text) => Patience.Run(Limit, () =>
    {
        var files = Files(text);
        var fleet = Fleet.Open(new MemoryTree(files));
        var problems = FleetCheck.Run(fleet);
        foreach (var problem in problems)
        {
            ShouldStandIn(files, problem.At, problem);
            foreach (var related in problem.Related)
                ShouldStandIn(files, related.At, problem);
        }
        problems.Select(static problem => (problem.At.File, problem.At.Line, problem.At.Column, problem.Message)).ShouldBeUnique();
        foreach (var node in fleet.Nodes)
        {
            var result = fleet.Compile(node);
            (result.Catalog is null).ShouldBe(result.Diagnostics.Any(static problem => problem.Severity == Severity.Error));
            if (result.Catalog is null)
                problems.ShouldNotBeEmpty();
        }
    });

    private static void ShouldStandIn(Dictionary<string, string> files, SourceSpan at, Diagnostic problem)
    {
        files.ShouldContainKey(at.File, problem.ToString());
        var source = SourceText.From(at.File, files[at.File]);
        at.Line.ShouldBeInRange(1, source.LineCount, problem.ToString());
        at.Column.ShouldBeInRange(1, source.Line(at.Line).Length + 1, problem.ToString());
    }

    private static string Text(CaseFile file)
    {
        var text = new StringBuilder();
        foreach (var section in file.Sections.Where(static section => section.Name.StartsWith("file ", StringComparison.Ordinal)))
            text.Append($"-- {section.Name["file ".Length..]} --\n{section.Text}");
        return text.ToString();
    }

    /// <summary>The files of a tree that was written as one text, also of one that is no longer quite right.</summary>
    private static Dictionary<string, string> Files(string text)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var (path, content) = ("nodes/first.yaml", new StringBuilder());
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("-- ", StringComparison.Ordinal) && line.EndsWith(" --", StringComparison.Ordinal) && line.Length > 6)
            {
                files[path] = content.ToString();
                path = line[3..^3];
                content.Clear();
            }
            else
                content.Append(line).Append('\n');
        }
        files[path] = content.ToString();
        return files;
    }
}
