using Converge.Language.Values;
using Converge.Resources.Types;

namespace Converge.Resources;

/// <summary>
/// The JSON Schema of an entry of <c>resources</c>, for editors. It allows what the schemas allow, and a template in the
/// place of every value; what only a rule can tell it does not know.
/// </summary>
public static class ResourceJsonSchema
{
    private static readonly (string Name, ScriptObject Schema, string Doc)[] CommonKeys =
    [
        (
            "when",
            JsonSchemas.AnyOf(JsonSchemas.OfType("boolean"), JsonSchemas.Text()),
            "An expression; false: the resource is not in the catalog."),
        (
            "for_each",
            JsonSchemas.AnyOf(JsonSchemas.Text(), JsonSchemas.OfType("array")),
            "An expression that gives a list; one resource per item."),
        ("as", JsonSchemas.Text("^[A-Za-z_][A-Za-z0-9_]*$"), "What an item of 'for_each' is called. Default: item."),
        ("notify", TextOrList(), "'verb type[title]', or a list of them: who is told of a change."),
        ("after", TextOrList(), "'type[title]' in another recipe that must be done first, or a list of them."),
        ("secret", JsonSchemas.OfType("boolean"), "True: the content is shown nowhere but on the target."),
        (
            "guard",
            new() { { "enum", JsonSchemas.List("connectivity", "none") } },
            "'connectivity': what was there comes back if the machine cannot be reached."),
        ("ignore_failure", JsonSchemas.OfType("boolean"), "True: the run goes on if it fails."),
    ];

    /// <summary>Of a list of entries.</summary>
    public static ScriptObject OfEntries()
    {
        var list = JsonSchemas.OfType("array");
        list.Set("items", Reference("entry"));
        list.Set("$defs", Value.From(Definitions()));
        return list;
    }

    /// <summary><c>entry</c>, and what it refers to.</summary>
    public static ScriptObject Definitions()
    {
        var alternatives = new ScriptArray([Reference("include"), Reference("own")]);
        var definitions = new ScriptObject
        {
            { "entry", Value.From(new ScriptObject { { "anyOf", Value.From(alternatives) } }) },
            { "template", Value.From(JsonSchemas.Text(@"\{\{")) },
            { "include", Value.From(Include()) },
            { "own", Value.From(Own()) },
        };
        foreach (var (name, schema, doc) in CommonKeys)
            definitions.Set(name, Value.From(Described(schema, doc)));
        foreach (var schema in ResourceTypes.All)
        {
            alternatives.Add(Reference(schema.Name));
            definitions.Set(schema.Name, Value.From(Of(schema)));
        }
        return definitions;
    }

    private static ScriptObject Of(ResourceSchema schema)
    {
        var properties = new ScriptObject { { schema.Name, Value.From(Title(schema)) } };
        foreach (var property in schema.Properties)
            properties.Set(property.Name, Value.From(Described(OrTemplate(property.Type.JsonSchema), property.Doc)));
        AddCommonKeys(properties);
        var required = schema.Properties.Where(static p => p.Required).Select(static p => p.Name).Prepend(schema.Name).ToArray();
        return Entry(properties, required, schema.Doc);
    }

    private static ScriptObject Include()
    {
        var properties = new ScriptObject { { "include", Value.From(JsonSchemas.Text()) }, { "when", Reference("when") } };
        return Entry(properties, ["include"], "Puts a part of a recipe here.");
    }

    /// <summary>A resource of a type that a recipe defines: its name has a dot, and only the recipe knows its parameters.</summary>
    private static ScriptObject Own()
    {
        var properties = new ScriptObject();
        AddCommonKeys(properties);
        var hasNoDot = new ScriptObject { { "propertyNames", Value.From(JsonSchemas.Text("^[^.]*$")) } };
        return new()
        {
            { "description", Value.From("A resource of a type that a recipe defines.") },
            { "type", Value.From("object") },
            { "properties", Value.From(properties) },
            { "not", Value.From(hasNoDot) },
        };
    }

    private static ScriptObject Entry(ScriptObject properties, string[] required, string doc) => new()
    {
        { "description", Value.From(doc) },
        { "type", Value.From("object") },
        { "properties", Value.From(properties) },
        { "required", JsonSchemas.List(required) },
        { "additionalProperties", Value.False },
    };

    private static void AddCommonKeys(ScriptObject properties)
    {
        foreach (var (name, _, _) in CommonKeys)
            properties.Set(name, Reference(name));
    }

    private static ScriptObject Title(ResourceSchema schema)
    {
        var one = OrTemplate(schema.Title.JsonSchema);
        if (schema.TitleIsList)
            return Described(one, schema.Doc);
        var several = JsonSchemas.OfType("array");
        several.Set("items", Value.From(one));
        return Described(JsonSchemas.AnyOf(one, several), schema.Doc);
    }

    /// <summary>A template may stand in the place of every value; it is a definition, <c>template</c>.</summary>
    internal static ScriptObject OrTemplate(ScriptObject schema)
    {
        var isAnyText = schema.TryGet("type", out var type) && type.Kind == ValueKind.String && type.AsString() == "string"
            && !schema.ContainsKey("pattern");
        return isAnyText ? schema : JsonSchemas.AnyOf(schema, Reference("template").AsObject());
    }

    // An editor shows the description of what is next to the value.
    private static ScriptObject Described(ScriptObject schema, string doc)
    {
        var described = new ScriptObject { { "description", Value.From(doc) } };
        foreach (var (name, value) in schema)
            described.Set(name, value);
        return described;
    }

    private static ScriptObject TextOrList()
    {
        var list = JsonSchemas.OfType("array");
        list.Set("items", Value.From(JsonSchemas.Text()));
        return JsonSchemas.AnyOf(JsonSchemas.Text(), list);
    }

    private static Value Reference(string definition) => Value.From(new ScriptObject { { "$ref", Value.From($"#/$defs/{definition}") } });
}
