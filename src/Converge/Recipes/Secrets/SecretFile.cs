using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Nodes.Queries;
using Converge.Recipes.Reading;

namespace Converge.Recipes.Secrets;

/// <summary>
/// A file of <c>secrets/</c>: its names and its structure can be read by everybody, its values are encrypted one by one.
/// </summary>
/// <param name="Name">Its path without extension: <c>production/tls</c>.</param>
public sealed record SecretFile(string Name, SourceSpan At)
{
    internal const string ReadersKey = "readers";

    /// <summary>Which nodes may read it; null if that cannot be told, and then none may.</summary>
    public Query? Readers { get; init; }

    public string ReadersText { get; init; } = "";

    /// <summary>By their dotted path, as they are in the file: encrypted.</summary>
    public ImmutableSortedDictionary<string, YamlScalar> Values { get; init; } = ImmutableSortedDictionary<string, YamlScalar>.Empty;

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>What recipes call its values.</summary>
    public IEnumerable<string> Paths => Values.Keys.Select(key => $"{Name}.{key}");

    public static SecretFile Read(string name, SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var diagnostics = new DiagnosticBag();
        var file = new SecretFile(name, source.Span(0));
        if (YamlDocument.Parse(source, diagnostics) is { } node && Fields.Of(node, $"the secrets '{name}'", diagnostics) is { } fields)
        {
            var readers = fields.RequiredText(ReadersKey, "role:haproxy AND environment:production");
            var values = ImmutableSortedDictionary.CreateBuilder<string, YamlScalar>(StringComparer.Ordinal);
            foreach (var (key, value) in fields.Mapping.Entries)
            {
                if (key.Text != ReadersKey)
                    Collect(key.Text, value, values, diagnostics);
            }
            file = file with
            {
                Readers = readers is null ? null : Query.Parse(readers.ToSource(), diagnostics),
                ReadersText = readers?.Text ?? "",
                Values = values.ToImmutable(),
            };
        }
        return file with { Diagnostics = [.. diagnostics] };
    }

    private static void Collect(string path, YamlNode node, ImmutableSortedDictionary<string, YamlScalar>.Builder values, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case YamlMapping map:
                foreach (var (key, value) in map.Entries)
                    Collect($"{path}.{key.Text}", value, values, diagnostics);
                break;
            case YamlScalar scalar when !scalar.IsNull:
                // Two keys with dots in them could come to the same path.
                if (!values.TryAdd(path, scalar))
                    diagnostics.Error(scalar.Span, $"there are two secrets '{path}' in this file");
                break;
            default:
                diagnostics.Error(node.Span, $"a secret is a string, or a mapping of names to such, not {node.Description}");
                break;
        }
    }
}
