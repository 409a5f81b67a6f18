using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Recipes.Statements;
using Converge.Resources;

namespace Converge.Recipes.Reading;

/// <summary>Reads <c>checks</c>. An entry is a mapping with one key that names a kind of check.</summary>
internal sealed class CheckReader(DiagnosticBag diagnostics)
{
    public ImmutableArray<CheckStatement> Read(ImmutableArray<YamlNode> entries)
    {
        var checks = ImmutableArray.CreateBuilder<CheckStatement>(entries.Length);
        foreach (var entry in entries)
        {
            if (entry is not YamlMapping mapping || mapping.Entries.IsEmpty)
                diagnostics.Error(entry.Span, $"a check is a mapping such as 'tcp: 443', not {(entry is YamlMapping ? "an empty one" : entry.Description)}");
            else if (Read(mapping) is { } check)
                checks.Add(check);
        }
        return checks.ToImmutable();
    }

    private CheckStatement? Read(YamlMapping mapping)
    {
        var type = mapping.Entries.FirstOrDefault(static entry => CheckTypes.Find(entry.Name) is not null);
        if (type.Key is null)
        {
            var first = mapping.Entries[0];
            diagnostics.Error(first.Key.Span, $"there is no check '{first.Name}'", Suggestions.Hint(first.Name, CheckTypes.Names) ?? $"there are {string.Join(", ", CheckTypes.Names)}");
            return null;
        }
        var schema = CheckTypes.Find(type.Name)!;
        var subject = RecipeValue.Read(type.Value, diagnostics);
        if (subject.Constant is { } constant)
            schema.Title.Check(constant, new(type.Value), diagnostics);
        return new(type.Key, schema, subject)
        {
            When = mapping["when"] is YamlScalar when ? RecipeValue.ReadExpression(when, diagnostics) : null,
            Properties = ReadProperties(mapping, type, schema),
        };
    }

    private ImmutableArray<PropertyValue> ReadProperties(YamlMapping mapping, YamlEntry type, ResourceSchema schema)
    {
        var properties = ImmutableArray.CreateBuilder<PropertyValue>();
        foreach (var (key, value) in mapping.Entries)
        {
            if (key == type.Key || key.Text == "when")
                continue;
            if (schema.Find(key.Text) is not { } property)
            {
                diagnostics.Error(key.Span, $"the check '{type.Name}' has no property '{key.Text}'", Suggestions.Hint(key.Text, schema.Properties.Select(static p => p.Name)));
                continue;
            }
            properties.Add(PropertyValue.Read(new(key, value), property, diagnostics));
        }
        return properties.ToImmutable();
    }
}
