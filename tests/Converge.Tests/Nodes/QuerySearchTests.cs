using System.Globalization;
using Converge.Language.Text;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Testing.Cases;
using Xunit;

namespace Converge.Tests.Nodes;

/// <summary>
/// What queries find: <c>nodes</c> is an inventory, and each line of <c>queries</c> says <c>query -> names</c>. Each is
/// searched in the inventory, and asked of each node; <c>warnings</c> are those about fields.
/// </summary>
public sealed class QuerySearchTests
{
    private const string Arrow = " -> ";

    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-01-02T12:00:00Z", CultureInfo.InvariantCulture);

    private static readonly CaseKind Searches = new(Inputs: ["nodes"], Expectations: ["queries", "warnings"]);

    [Theory]
    [CaseData("Nodes/Cases/searches")]
    public void A_query_finds_what_the_case_says(CaseLocation location) => Searches.Check(location, static file =>
    {
        var problems = new DiagnosticBag();
        var inventory = InventoryReader.Read(SourceText.From("nodes.json", file["nodes"]), problems);
        Assert.Empty(problems);
        var (table, warnings) = ("", "");
        foreach (var line in file["queries"].Split('\n')[..^1])
        {
            if (line.Length == 0 || line[0] == '#')
            {
                table += $"{line}\n";
                continue;
            }
            var text = line.LastIndexOf(Arrow, StringComparison.Ordinal) is >= 0 and var arrow ? line[..arrow] : line;
            var query = Parse(text);
            table += $"{text}{Arrow}{Find(inventory, query)}\n";
            warnings += string.Concat(inventory.UnknownFields(query).Select(static warning => $"{warning}\n"));
        }
        return new Dictionary<string, string>(StringComparer.Ordinal) { ["queries"] = table, ["warnings"] = warnings };
    });

    private static Query Parse(string text)
    {
        var problems = new DiagnosticBag();
        var query = Query.Parse(SourceText.From("query", text), problems);
        Assert.True(query is not null && problems.Count == 0, string.Join('\n', problems));
        return query;
    }

    private static string Find(Inventory inventory, Query query)
    {
        var found = inventory.Search(query, Now).Nodes.Select(static node => node.Name).ToList();
        Assert.Equal(found, inventory.Nodes.Where(node => query.Matches(node, Now)).Select(static node => node.Name));
        return found.Count == 0 ? "nothing" : found.Count == inventory.Count ? "all" : string.Join(' ', found);
    }
}
