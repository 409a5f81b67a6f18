using Converge.Language.Text;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.Nodes;

/// <summary>The rows of tables in docs/queries.md that begin with a query, searched in the nodes that stand there.</summary>
public sealed class QueryGuideTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly string Guide = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/queries.md"));

    [Fact]
    public void Every_example_of_the_guide_is_true()
    {
        var problems = new DiagnosticBag();
        var inventory = InventoryReader.Read(SourceText.From("docs/queries.md", Guide.Split("```json\n")[1].Split("```")[0]), problems);
        var count = 0;
        foreach (var (text, found) in Examples())
        {
            count++;
            var query = Query.Parse(SourceText.From("query", text), problems)!;
            problems.AddRange(inventory.UnknownFields(query));
            string.Join(' ', inventory.Search(query, Noon).Nodes.Select(static node => node.Name)).ShouldBe(found, text);
        }
        problems.ShouldBeEmpty();
        count.ShouldBe(34);
    }

    private static IEnumerable<(string Query, string Found)> Examples()
    {
        var isTable = false;
        foreach (var line in Guide.Split('\n'))
        {
            isTable = line.StartsWith("| query | finds |", StringComparison.Ordinal) || (isTable && line.StartsWith('|'));
            if (isTable && line.Split(" | ") is [['|', ' ', '`', .. var query, '`'], var found, ..])
                yield return (query, found);
        }
    }
}
