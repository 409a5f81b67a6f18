using Converge.Language.Values;
using Converge.Resources.Types;

namespace Converge.Recipes.Schemas;

/// <summary>A key of a mapping.</summary>
internal sealed record Key(string Name, ScriptObject Schema, string Doc)
{
    public bool IsRequired { get; init; }
}

/// <summary>Forms that several files share.</summary>
internal static class Forms
{
    private const string Name = "^[A-Za-z][A-Za-z0-9_-]{0,63}$";

    /// <summary>A mapping with these keys and no others.</summary>
    public static ScriptObject Mapping(params ReadOnlySpan<Key> keys)
    {
        var (properties, required) = (new ScriptObject(keys.Length), new List<string>());
        foreach (var key in keys)
        {
            properties.Set(key.Name, Value.From(Described(key.Schema, key.Doc)));
            if (key.IsRequired)
                required.Add(key.Name);
        }
        var schema = JsonSchemas.OfType("object");
        schema.Set("properties", Value.From(properties));
        if (required.Count > 0)
            schema.Set("required", JsonSchemas.List([.. required]));
        schema.Set("additionalProperties", Value.False);
        return schema;
    }

    /// <summary>A mapping of names to the same thing.</summary>
    public static ScriptObject MapOf(ScriptObject value, string? names = null)
    {
        var schema = JsonSchemas.OfType("object");
        if (names is not null)
            schema.Set("propertyNames", Value.From(new ScriptObject { ["pattern"] = Value.From(names) }));
        schema.Set("additionalProperties", Value.From(value));
        return schema;
    }

    public static ScriptObject ListOf(ScriptObject item)
    {
        var list = JsonSchemas.OfType("array");
        list.Set("items", Value.From(item));
        return list;
    }

    public static ScriptObject Reference(string definition) => new() { ["$ref"] = Value.From($"#/$defs/{definition}") };

    /// <summary>A single text stands for a list of one.</summary>
    public static ScriptObject Texts() => JsonSchemas.AnyOf(JsonSchemas.Text(), ListOf(JsonSchemas.Text()));

    /// <summary>A text, or a number that is taken as it is written.</summary>
    public static ScriptObject Word() => JsonSchemas.Text(orNumber: true);

    public static ScriptObject Count()
    {
        var schema = JsonSchemas.OfType("integer");
        schema.Set("minimum", Value.From(0));
        return schema;
    }

    public static ScriptObject OwnName() => JsonSchemas.Text(Name);

    /// <summary>Which versions of which recipes.</summary>
    public static ScriptObject Versions() => MapOf(Word(), Name);

    /// <summary>What a layer sets, by recipe.</summary>
    public static ScriptObject Attributes() => MapOf(JsonSchemas.OfType("object"), Name);

    /// <summary>Defaults, which can be anything.</summary>
    public static ScriptObject Defaults()
    {
        var schema = JsonSchemas.OfType("object");
        schema.Set("propertyNames", Value.From(new ScriptObject { ["pattern"] = Value.From("^[A-Za-z][A-Za-z0-9_]{0,63}$") }));
        return schema;
    }

    /// <summary>An editor shows the description of what is next to the value.</summary>
    public static ScriptObject Described(ScriptObject schema, string doc)
    {
        var described = new ScriptObject { ["description"] = Value.From(doc) };
        foreach (var (name, value) in schema)
            described.Set(name, value);
        return described;
    }
}
