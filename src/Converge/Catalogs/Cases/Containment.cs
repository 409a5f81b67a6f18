using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Recipes.Reading;
using Converge.Resources;

namespace Converge.Catalogs.Cases;

/// <summary>The section <c>contains</c>: resources that must be in the catalog, with the properties that are listed.</summary>
internal sealed class Containment(Catalog catalog, DiagnosticBag problems)
{
    public static void Check(SourceText section, Catalog catalog, DiagnosticBag problems)
    {
        if (YamlDocument.Parse(section, problems) is not { } node || problems.HasErrors)
            return;
        if (node is not YamlSequence list)
        {
            problems.Error(node.Span, $"'{CaseSections.Contains}' must be a list of resources, not {node.Description}", "as recipes have it: '- service: nginx'");
            return;
        }
        var containment = new Containment(catalog, problems);
        foreach (var item in list.Items)
            containment.CheckEntry(item);
    }

    private void CheckEntry(YamlNode item)
    {
        if (item is not YamlMapping { Entries.IsEmpty: false } mapping)
        {
            problems.Error(item.Span, $"expected a resource, as recipes have it, not {(item is YamlMapping ? "an empty mapping" : item.Description)}", "as in '- service: nginx'");
            return;
        }
        if (new StatementReader(problems).FindType(mapping) is not { } type)
            return;
        if (ResourceTypes.Find(type.Name) is not { } schema)
        {
            problems.Error(type.Key.Span, $"'{type.Name}' is not in the catalog itself", "what it consists of is");
            return;
        }
        foreach (var title in type.Value is YamlSequence titles && !schema.TitleIsList ? titles.Items : [type.Value])
            CheckResource(schema, mapping, title);
    }

    private void CheckResource(ResourceSchema schema, YamlMapping mapping, YamlNode title)
    {
        if (ExpectedResource.Read(schema, mapping, title, catalog, problems) is not { } expected)
            return;
        if (catalog.Find(expected.Id) is { } actual)
            Compare(actual, expected);
        else
            problems.Add(ResourceLines.Missing(expected.Id, title.Span, catalog));
    }

    private void Compare(CatalogResource actual, ExpectedResource expected)
    {
        var entry = CatalogText.Of(actual, reveals: true);
        foreach (var (name, value) in expected.Properties)
        {
            var place = expected.PlaceOf(name);
            if (!entry.TryGet(name, out var found))
                problems.Error(place.Span, $"{actual.Id} has no '{name}'", Missing(name, entry));
            else if (name == "rule" && IsCommented(value, found))
                continue;
            else if (name is "notify" or "after")
                CompareSets(name, value, found, actual.Id, place);
            else
                new ValueContainment($"'{name}' of {actual.Id}", problems).Check(value, found, place);
        }
    }

    /// <summary>Whether a firewall rule differs only in that it has a comment, of which nothing was told.</summary>
    private static bool IsCommented(Value expected, Value found) => found.ToString().StartsWith($"{expected} comment '", StringComparison.Ordinal);

    /// <summary>Of what a resource notifies, and what it comes after, a part may be told.</summary>
    private void CompareSets(string name, Value expected, Value found, ResourceId id, Place place)
    {
        var all = found.As<ScriptArray>()!.Select(static item => item.ToString()).ToList();
        foreach (var item in expected.As<ScriptList>() is { } list ? list.ToImmutableArray() : [expected])
        {
            if (!all.Contains(item.ToString(), StringComparer.Ordinal))
                problems.Error(place.Span, $"'{name}' of {id} does not say '{item}'", Suggestions.Hint(item.ToString(), all) ?? $"it says {string.Join(", ", all.Select(static one => $"'{one}'"))}");
        }
    }

    private static string? Missing(string name, ScriptObject entry)
    {
        var names = entry.Keys[1..].ToArray();
        return Suggestions.Hint(name, names) ?? (names.Length == 0 ? null : $"it has {string.Join(", ", names)}");
    }
}
