using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;

namespace Converge.Recipes.Reading;

/// <summary>Reads a file of <c>nodes/</c>: a list of entries.</summary>
internal static class NodeReader
{
    public static ImmutableArray<NodeEntry> Read(SourceText source, DiagnosticBag diagnostics)
    {
        var node = YamlDocument.Parse(source, diagnostics);
        if (node is not YamlSequence list)
        {
            if (node is not (null or YamlScalar { IsNull: true }))
                diagnostics.Error(node.Span, $"expected a list of nodes, not {node.Description}", "each begins with '- name: lb1.example.com'");
            return [];
        }
        return [.. list.Items.Select(item => ReadEntry(item, diagnostics)).OfType<NodeEntry>()];
    }

    private static NodeEntry? ReadEntry(YamlNode node, DiagnosticBag diagnostics)
    {
        if (Fields.Of(node, "a node", diagnostics) is not { } fields)
            return null;
        var (name, match) = (fields.Text("name"), fields.Text("match"));
        if (name is null == match is null)
            diagnostics.Error(node.Span, $"a node has {(name is null ? "neither 'name' nor 'match'" : "both 'name' and 'match'")}", "'name' is one node, 'match' all whose name fits a pattern such as app*.example.com");
        if (name is not null && (name.Text.AsSpan().ContainsAny("*? /") || name.Text.Length == 0))
            diagnostics.Error(name.Span, $"'{name.Text}' is no name of a node", name.Text.AsSpan().ContainsAny('*', '?') ? "a pattern is given by 'match'" : null);
        if (match is { Text.Length: 0 })
            diagnostics.Error(match.Span, "this pattern matches no name", "as in app*.example.com");
        // What else is wrong with it is told in any case.
        var entry = new NodeEntry((name ?? match)?.Text ?? "", (name ?? match ?? node).Span)
        {
            Environment = fields.RequiredText("environment", "production"),
            Roles = fields.Texts("roles"),
            Ip = ReadIp(fields, diagnostics),
            Fqdn = fields.Text("fqdn")?.Text,
            Attributes = fields.Map("attributes"),
            Facts = fields.Map("facts")?.ToValue().AsObject().Freeze(),
        };
        fields.End();
        return entry.Pattern.Length > 0 ? entry : null;
    }

    private static string? ReadIp(Fields fields, DiagnosticBag diagnostics)
    {
        if (fields.Text("ip") is not { } ip)
            return null;
        if (IpAddress.TryParse(ip.Text, out var address))
            return address.ToString();
        diagnostics.Error(ip.Span, $"'{ip.Text}' is no IP address");
        return null;
    }
}
