using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Resources.Types;

/// <summary>A mapping with keys that are known, all of them required.</summary>
internal sealed class FieldsType(params (string Name, PropertyType Type)[] fields) : PropertyType
{
    private readonly string[] _names = [.. fields.Select(static f => f.Name)];

    public override string Description => $"a mapping with {Words.AllOf(_names)}";

    public override ScriptObject JsonSchema
    {
        get
        {
            var properties = new ScriptObject();
            foreach (var (name, type) in fields)
                properties.Set(name, Value.From(type.JsonSchema));
            var schema = JsonSchemas.OfType("object");
            schema.Set("properties", Value.From(properties));
            schema.Set("required", JsonSchemas.List(_names));
            schema.Set("additionalProperties", Value.False);
            return schema;
        }
    }

    protected override Value? Read(Value value, Place place, DiagnosticBag diagnostics)
    {
        if (value.As<ScriptObject>() is not { } members)
            return Refuse(value, place, diagnostics);
        var isWhole = true;
        foreach (var (name, _) in members)
        {
            if (Array.IndexOf(_names, name) >= 0)
                continue;
            diagnostics.Error(
                place.Key(name).Span,
                $"{Written.Quote(name)} is not known here: it must be {Words.OneOf(_names)}",
                Suggestions.Hint(name, _names));
            isWhole = false;
        }
        var result = new ScriptObject(fields.Length);
        foreach (var (name, type) in fields)
        {
            if (!members.TryGet(name, out var member) || member.IsNull)
                diagnostics.Error(place.Span, $"'{name}' is missing: it must be {type.Description}");
            else if (type.Check(member, place.Member(name), diagnostics) is { } read)
                result.Set(name, read);
        }
        return isWhole && result.Count == fields.Length ? Value.From(result.Freeze()) : null;
    }
}
