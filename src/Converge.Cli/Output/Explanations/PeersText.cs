using Converge.Catalogs.Explanations;
using Converge.Language.Yaml;
using Converge.Nodes;
using Converge.Recipes;

namespace Converge.Cli.Output.Explanations;

/// <summary>A search for peers with its answer.</summary>
internal static class PeersText
{
    public static void Add(Sheet sheet, PeersExplanation explained, string node)
    {
        var (search, answer) = (explained.Search, explained.Answer);
        sheet.Line($"{explained.Subject} on {node}: {(answer.Nodes.Length == 1 ? "1 node" : $"{answer.Nodes.Length} nodes")}");
        var written = ((YamlScalar)search.Query.Node).Text;
        sheet.Section("query", written == answer.Query ? [[answer.Query, search.At.ToString()]] : [[written, search.At.ToString()], [answer.Query, "as it was asked"]]);
        sheet.Section("contract", [.. Contract(search)]);
        if (answer.Broken is { } broken)
            sheet.Section("broken", [[$"{broken}; otherwise: {ExplanationDocument.NameOf(search.Otherwise)}"]]);
        sheet.Section($"answer, of generation {answer.Generation}", [.. answer.Nodes.Select(found => (string[])[found.Name, .. search.Require.Select(field => $"{field.Text} {Table.Cell(FieldPath.Find(found.Fields, field.Text))}")])]);
        sheet.Section("left out", [.. answer.LeftOut.Select(static left => (string[])[left.Node, $"has no '{left.Field}'"])]);
    }

    private static IEnumerable<string[]> Contract(PeerDeclaration search)
    {
        if (!search.Require.IsEmpty)
            yield return ["require", string.Join(", ", search.Require.Select(static field => field.Text))];
        foreach (var (name, limit) in (IEnumerable<(string, int?)>)[("min", search.Min), ("max", search.Max), ("count", search.Count)])
        {
            if (limit is { } number)
                yield return [name, number.ToString()];
        }
        yield return ["otherwise", ExplanationDocument.NameOf(search.Otherwise)];
    }
}
