using Converge.Language.Cases;
using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Testing.Cases;
using Shouldly;
using Xunit;

namespace Converge.Language.Tests.Yaml;

/// <summary>What is said about YAML that is wrong: <c>yaml name</c> is a file, <c>says name</c> what is shown for it.</summary>
public sealed class YamlErrorTests
{
    private static readonly CaseKind Mistakes = new(Inputs: ["yaml *"], Expectations: ["says *"]);

    [Theory]
    [CaseData("Yaml/Cases")]
    public void A_mistake_is_explained_where_it_was_made(CaseLocation location) => Mistakes.Check(location, file =>
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in file.Sections.Where(s => s.Name.StartsWith("yaml ", StringComparison.Ordinal)))
            said[$"says {section.Name["yaml ".Length..]}"] = Explain(section.Text);
        return said;
    });

    [Theory]
    [CaseData("Yaml/Cases")]
    public void The_kind_of_line_end_makes_no_difference(CaseLocation location)
    {
        foreach (var section in CaseFile.Load(location.Path).Sections.Where(s => s.Name.StartsWith("yaml ", StringComparison.Ordinal)))
        {
            Explain(section.Text.Replace("\n", "\r\n", StringComparison.Ordinal)).ShouldBe(Explain(section.Text), section.Name);
            Explain(section.Text.Replace("\n", "\r", StringComparison.Ordinal)).ShouldBe(Explain(section.Text), section.Name);
        }
    }

    private static string Explain(string yaml)
    {
        var source = SourceText.From("r.yaml", yaml);
        var diagnostics = new DiagnosticBag();
        YamlDocument.Parse(source, diagnostics);
        var renderer = new DiagnosticRenderer(_ => source);
        return string.Concat(diagnostics.Sorted().Select(d => renderer.Render(d) + "\n"));
    }
}
