using Converge.Language.Text;
using Converge.Nodes.Queries;
using Converge.Testing.Cases;
using Xunit;

namespace Converge.Tests.Nodes;

/// <summary>What is said about queries that are wrong: <c>query name</c> is one, <c>says name</c> what is shown for it.</summary>
public sealed class QueryMistakeTests
{
    private const string Section = "query ";

    private static readonly CaseKind Mistakes = new(Inputs: [$"{Section}*"], Expectations: ["says *"]);

    [Theory]
    [CaseData("Nodes/Cases/mistakes")]
    public void A_mistake_is_explained_where_it_was_made(CaseLocation location) => Mistakes.Check(location, static file =>
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var section in file.Sections.Where(s => s.Name.StartsWith(Section, StringComparison.Ordinal)))
            said[$"says {section.Name[Section.Length..]}"] = Explain(section.Text.TrimEnd('\n'));
        return said;
    });

    private static string Explain(string text)
    {
        var source = SourceText.From("query", text);
        var diagnostics = new DiagnosticBag();
        var query = Query.Parse(source, diagnostics);
        var renderer = new DiagnosticRenderer(_ => source);
        Assert.Equal(query is null, diagnostics.HasErrors);
        return string.Concat(diagnostics.Sorted().Select(d => renderer.Render(d) + "\n")) + (query is null ? "" : $"means {query}\n");
    }
}
