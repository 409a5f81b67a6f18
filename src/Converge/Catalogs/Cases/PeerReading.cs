using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Nodes;

namespace Converge.Catalogs.Cases;

/// <summary>Reads the peers of a case: documents of nodes, as the inventory has them.</summary>
internal static class PeerReading
{
    /// <param name="self">The node of the case; what peers do not say of their environment is what it says.</param>
    public static Inventory Read(YamlNode? node, NodeIdentity self, DiagnosticBag diagnostics)
    {
        if (node is null or YamlScalar { IsNull: true })
            return Inventory.Empty;
        if (node is not YamlSequence list)
        {
            diagnostics.Error(node.Span, $"'{CaseSections.Peers}' must be a list of nodes, not {node.Description}", "each begins with '- name: app1'");
            return Inventory.Empty;
        }
        var documents = new Dictionary<string, NodeDocument>(StringComparer.Ordinal);
        foreach (var item in list.Items)
        {
            if (ReadOne(item, self, diagnostics) is { } document && !documents.TryAdd(document.Name, document))
                diagnostics.Error(((YamlMapping)item)["name"]!.Span, $"there are two peers '{document.Name}'");
        }
        return new(documents.Values, generation: 1);
    }

    private static NodeDocument? ReadOne(YamlNode item, NodeIdentity self, DiagnosticBag diagnostics)
    {
        if (item is not YamlMapping mapping || mapping["name"] is not YamlScalar { IsText: true, Text.Length: > 0 } name)
        {
            diagnostics.Error(item.Span, $"a peer is a mapping with a 'name', not {(item is YamlMapping ? "one without" : item.Description)}");
            return null;
        }
        foreach (var singular in new[] { "role", "recipe" })
        {
            if (mapping.TryGetEntry(singular, out var entry))
                diagnostics.Error(entry.Key.Span, $"a node has no '{singular}'", $"expected '{singular}s', a list");
        }
        var fields = mapping.ToValue().AsObject();
        if (!fields.ContainsKey("environment") && self.Environment.Name.Length > 0)
            fields.Set("environment", Value.From(self.Environment.Name));
        if (!fields.ContainsKey("ready"))
            fields.Set("ready", Value.True);
        return new(name.Text, fields);
    }
}
