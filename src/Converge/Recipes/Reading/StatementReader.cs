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
        var candidates = mapping.Entries.Where(static entry => IsType(entry.Name)).ToList();
        foreach (var candidate in candidates)
        {
            var schema = ResourceTypes.Find(candidate.Name);
            if (candidates.TrueForAll(other => other == candidate || schema is null && !IsOwnType(other.Name) || schema?.Find(other.Name) is not null))
                return candidate;
        }
        if (candidates.Count > 1)
        {
            diagnostics.Error(candidates[1].Key.Span, $"two resource types in one entry: '{candidates[0].Name}' and '{candidates[1].Name}'", "each resource is an entry of its own, beginning with '-'");
            return null;
        }
        var first = mapping.Entries.FirstOrDefault(static entry => !CommonKeys.Contains(entry.Name), mapping.Entries[0]);
        diagnostics.Error(first.Key.Span, $"there is no resource type '{first.Name}'", Suggestions.Hint(first.Name, ResourceTypes.Names.Append(Include)));
        return null;
    }

    private static bool IsType(string key) => ResourceTypes.Find(key) is not null || IsOwnType(key);

    /// <summary>Types that recipes define have the recipe before a dot.</summary>
    private static bool IsOwnType(string key) => key.Contains('.', StringComparison.Ordinal);

    private ResourceStatement ReadResource(YamlMapping mapping, YamlEntry type)
    {
        var schema = ResourceTypes.Find(type.Name);
        var what = $"{type.Name}{(type.Value is YamlScalar { IsNull: false } title ? $"[{title.Text}]" : "")}";
        if (type.Value is YamlScalar { IsNull: true } or YamlSequence { Items.IsEmpty: true })
            diagnostics.Error(type.Key.Span, $"'{type.Name}' has no title", $"as in '{type.Name}: name'");
        var fields = new Fields(mapping, what, diagnostics);
        var when = Expression(fields, "when");
        return new(mapping, when, type.Key, schema, RecipeValue.Read(type.Value, diagnostics))
        {
            ForEach = ReadRepetition(fields, when),
            Notify = [.. fields.Texts("notify").Select(text => RecipeValue.Read(text, diagnostics))],
            After = [.. fields.Texts("after").Select(text => RecipeValue.Read(text, diagnostics))],
            IsSecret = fields.Flag("secret"),
            IgnoresFailure = fields.Flag("ignore_failure"),
            GuardsConnectivity = ReadGuard(fields, what),
            Properties = ReadProperties(mapping, type, schema, what),
        };
    }

    private ImmutableArray<PropertyValue> ReadProperties(YamlMapping mapping, YamlEntry type, ResourceSchema? schema, string what)
    {
        var properties = ImmutableArray.CreateBuilder<PropertyValue>(mapping.Entries.Length - 1);
        foreach (var (key, value) in mapping.Entries)
        {
            if (key == type.Key || CommonKeys.Contains(key.Text))
                continue;
            var property = schema?.Find(key.Text);
            if (schema is not null && property is null)
            {
                diagnostics.Error(key.Span, $"{what} has no property '{key.Text}'", Suggestions.Hint(key.Text, schema.Properties.Select(static p => p.Name).Concat(CommonKeys)));
                continue;
            }
            properties.Add(PropertyValue.Read(new(key, value), property, diagnostics));
        }
        foreach (var required in schema?.Properties.Where(static p => p.Required) ?? [])
        {
            if (!mapping.ContainsKey(required.Name))
                diagnostics.Error(type.Key.Span, $"{what} has no '{required.Name}', which is required", $"expected {required.Type.Description}");
        }
        return properties.ToImmutable();
    }

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

    private bool? ReadGuard(Fields fields, string what)
    {
        if (fields.Text("guard") is not { } guard)
            return null;
        if (guard.Text is not ("connectivity" or "none"))
            diagnostics.Error(guard.Span, $"there is no guard '{guard.Text}' for {what}: expected 'connectivity' or 'none'");
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
