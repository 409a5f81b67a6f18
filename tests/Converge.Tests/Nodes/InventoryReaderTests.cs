using Converge.Language.Text;
using Converge.Nodes;
using Converge.Testing.Cases;
using Xunit;

namespace Converge.Tests.Nodes;

/// <summary>What is read of files: <c>file name</c> is one, <c>inventory</c> what they give together, <c>says</c> what is wrong with them.</summary>
public sealed class InventoryReaderTests
{
    private const string Section = "file ";

    private static readonly CaseKind Inventories = new(Inputs: [$"{Section}*"], Expectations: ["inventory", "says"]);

    [Theory]
    [CaseData("Nodes/Cases/inventories")]
    public void An_inventory_is_read_or_what_is_wrong_is_said(CaseLocation location) => Inventories.Check(location, static file =>
    {
        var problems = new DiagnosticBag();
        var reader = new InventoryReader(problems);
        foreach (var section in file.Sections.Where(s => s.Name.StartsWith(Section, StringComparison.Ordinal)))
            reader.Add(SourceText.From(section.Name[Section.Length..], section.Text));
        var inventory = reader.ToInventory();
        var nodes = string.Concat(inventory.Nodes.Select(static node => $"{node.Fields.Count} fields: {node.Name}\n"));
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["inventory"] = $"generation {inventory.Generation}\n{nodes}",
            ["says"] = string.Concat(problems.Select(static problem => $"{problem}\n")),
        };
    });
}
