using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Yaml;
using Converge.Recipes.Statements;
using Converge.Resources;

namespace Converge.Recipes.Reading;

/// <summary>Reads the entries of <c>resources</c>.</summary>
internal sealed class StatementReader(DiagnosticBag diagnostics)
{
    private const string Include = "include";

    public static readonly ImmutableArray<string> CommonKeys = ["when", "for_each", "as", "notify", "after", "secret", "guard", "ignore_failure"];

    public ImmutableArray<Statement> Read(ImmutableArray<YamlNode> entries)
    {
        var statements = ImmutableArray.CreateBuilder<Statement>(entries.Length);
        foreach (var entry in entries)
        {
            if (Read(entry) is { } statement)
                statements.Add(statement);
        }
        return statements.ToImmutable();
    }

    private Statement? Read(YamlNode node)
    {
        if (node is not YamlMapping mapping || mapping.Entries.IsEmpty)
        {
            diagnostics.Error(node.Span, $"a resource is a mapping such as 'package: nginx', not {(node is YamlMapping ? "an empty one" : node.Description)}");
            return null;
        }
        if (mapping.TryGetEntry(Include, out var include))
            return ReadInclude(mapping, include);
        return FindType(mapping) is { } type ? ReadResource(mapping, type) : null;
    }

    private IncludeStatement? ReadInclude(YamlMapping mapping, YamlEntry include)
    {
        var fields = new Fields(mapping, "an include", diagnostics);
        var name = fields.Text(include.Name);
        var when = Expression(fields, "when");
        fields.End();
        return name is not null && RecipeReference.Read(name, diagnostics) is { } target ? new(mapping, when, target) : null;
    }

    /// <summary>
    /// The key that names a type. Some types are also properties of others (a file has a group), so of several the one
    /// counts that has the others as properties.
    /// </summary>
    public YamlEntry? FindType(YamlMapping mapping)
    {
        foreach (var candidate in mapping.Entries)
        {
            if (IsType(candidate.Name) && HasOthers(ResourceTypes.Find(candidate.Name), mapping, candidate))
                return candidate;
        }
        var candidates = mapping.Entries.Where(static entry => IsType(entry.Name)).ToList();
        if (candidates.Count > 1)
        {
            diagnostics.Error(candidates[1].Key.Span, $"two resource types in one entry: '{candidates[0].Name}' and '{candidates[1].Name}'", "each resource is an entry of its own, beginning with '-'");
            return null;
        }
        var first = mapping.Entries.FirstOrDefault(static entry => !CommonKeys.Contains(entry.Name), mapping.Entries[0]);
        diagnostics.Error(first.Key.Span, $"there is no resource type '{first.Name}'", Suggestions.Hint(first.Name, ResourceTypes.Names.Append(Include)));
        return null;
    }

    /// <summary>Whether what else names a type is a property of this one; of a type that a recipe defines, anything may be.</summary>
    private static bool HasOthers(ResourceSchema? schema, YamlMapping mapping, YamlEntry candidate)
    {
        foreach (var other in mapping.Entries)
        {
            if (other.Key != candidate.Key && IsType(other.Name) && (schema is null ? IsOwnType(other.Name) : schema.Find(other.Name) is null))
                return false;
        }
        return true;
    }

    private static bool IsType(string key) => ResourceTypes.Find(key) is not null || IsOwnType(key);

    /// <summary>Types that recipes define have the recipe before a dot.</summary>
    private static bool IsOwnType(string key) => key.Contains('.', StringComparison.Ordinal);

    private ResourceStatement ReadResource(YamlMapping mapping, YamlEntry type)
    {
        var schema = ResourceTypes.Find(type.Name);
        if (type.Value is YamlScalar { IsNull: true } or YamlSequence { Items.IsEmpty: true })
            diagnostics.Error(type.Key.Span, $"'{type.Name}' has no title", $"as in '{type.Name}: name'");
        var resource = new ResourceStatement(mapping, When: null, type.Key, schema, RecipeValue.Read(type.Value, diagnostics))
        {
            Properties = ReadProperties(mapping, type, schema),
        };
        // Most have nothing but properties.
        return mapping.Entries.Any(static entry => IsCommon(entry.Name)) ? ReadOptions(resource, type) : resource;
    }

    private ResourceStatement ReadOptions(ResourceStatement resource, YamlEntry type)
    {
        var fields = new Fields(resource.Node, Describe(type), diagnostics);
        var when = Expression(fields, "when");
        return resource with
        {
            When = when,
            ForEach = ReadRepetition(fields, when),
            Notify = [.. fields.Texts("notify").Select(text => RecipeValue.Read(text, diagnostics))],
            After = [.. fields.Texts("after").Select(text => RecipeValue.Read(text, diagnostics))],
            IsSecret = fields.Flag("secret"),
            IgnoresFailure = fields.Flag("ignore_failure"),
            GuardsConnectivity = ReadGuard(fields, type),
        };
    }

    private static string Describe(YamlEntry type) =>
        $"{type.Name}{(type.Value is YamlScalar { IsNull: false } title ? $"[{title.Text}]" : "")}";

    private ImmutableArray<PropertyValue> ReadProperties(YamlMapping mapping, YamlEntry type, ResourceSchema? schema)
    {
        var properties = ImmutableArray.CreateBuilder<PropertyValue>(mapping.Entries.Length - 1);
        foreach (var (key, value) in mapping.Entries)
        {
            if (key == type.Key || IsCommon(key.Text))
                continue;
            var property = schema?.Find(key.Text);
            if (schema is not null && property is null)
            {
                diagnostics.Error(key.Span, $"{Describe(type)} has no property '{key.Text}'", Suggestions.Hint(key.Text, schema.Properties.Select(static p => p.Name).Concat(CommonKeys)));
                continue;
            }
            properties.Add(PropertyValue.Read(new(key, value), property, diagnostics));
        }
        foreach (var required in schema?.Required ?? [])
        {
            if (!mapping.ContainsKey(required.Name))
                diagnostics.Error(type.Key.Span, $"{Describe(type)} has no '{required.Name}', which is required", $"expected {required.Type.Description}");
        }
        return properties.DrainToImmutable();
    }

    private static bool IsCommon(string key) => CommonKeys.AsSpan().Contains(key);

    private Repetition? ReadRepetition(Fields fields, RecipeValue? when)
    {
        var list = Expression(fields, "for_each");
        var name = fields.Text("as");
        if (name is not null && list is null)
            diagnostics.Error(name.Span, "'as' names the item of 'for_each', which is not there");
        if (name is not null && (!Names.IsValid(name.Text) || name.Text.Contains('-', StringComparison.Ordinal)))
            diagnostics.Error(name.Span, $"'{name.Text}' is no name for an item: expected letters, digits and '_'");
        var item = name?.Text ?? "item";
        return list is null ? null : new(list, item, when?.Names(item) == true);
    }

    private bool? ReadGuard(Fields fields, YamlEntry type)
    {
        if (fields.Text("guard") is not { } guard)
            return null;
        if (guard.Text is not ("connectivity" or "none"))
            diagnostics.Error(guard.Span, $"there is no guard '{guard.Text}' for {Describe(type)}: expected 'connectivity' or 'none'");
        return guard.Text == "connectivity";
    }

    /// <summary>An expression; <c>true</c>, <c>false</c> and numbers are such, too. A list may be written as one.</summary>
    private RecipeValue? Expression(Fields fields, string key)
    {
        switch (fields.Node(key))
        {
            case null:
                return null;
            case YamlScalar scalar:
                return RecipeValue.ReadExpression(scalar, diagnostics);
            case YamlSequence list when key == "for_each":
                return RecipeValue.Read(list, diagnostics);
            case { } other:
                diagnostics.Error(other.Span, $"'{key}' must be an expression, not {other.Description}");
                return null;
        }
    }
}
