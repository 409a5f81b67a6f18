using Converge.Language.Values;

namespace Converge.Resources.Types;

/// <summary>Pieces of JSON Schema.</summary>
internal static class JsonSchemas
{
    public static ScriptObject Text(string? pattern = null, bool orNumber = false, bool orBool = false)
    {
        var schema = OfType("string");
        if (orNumber)
            schema.Set("type", orBool ? List(["string", "number", "boolean"]) : List(["string", "number"]));
        if (pattern is not null)
            schema.Set("pattern", Value.From(pattern));
        return schema;
    }

    public static ScriptObject OfType(string type) => new() { { "type", Value.From(type) } };

    public static ScriptObject AnyOf(params ReadOnlySpan<ScriptObject> schemas)
    {
        var list = new ScriptArray();
        foreach (var schema in schemas)
            list.Add(Value.From(schema));
        return new() { { "anyOf", Value.From(list) } };
    }

    public static Value List(params ReadOnlySpan<string> texts)
    {
        var list = new ScriptArray();
        foreach (var text in texts)
            list.Add(Value.From(text));
        return Value.From(list);
    }
}
