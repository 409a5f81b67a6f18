using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Resources.Types;

/// <summary>A mapping with keys of the user's choice.</summary>
/// <param name="entries">What it maps to what: <c>names to values</c>.</param>
internal sealed class MapType(TextType key, PropertyType value, string entries) : PropertyType
{
    public override string Description => $"a mapping of {entries}";

    public override ScriptObject JsonSchema
    {
        get
        {
            var schema = JsonSchemas.OfType("object");
            schema.Set("additionalProperties", Value.From(value.JsonSchema));
            return schema;
        }
    }

    protected override Value? Read(Value given, Place place, DiagnosticBag diagnostics)
    {
        if (given.As<ScriptObject>() is not { } members)
            return Refuse(given, place, diagnostics);
        var result = new ScriptObject(members.Count);
        var isWhole = true;
        foreach (var (name, member) in members)
        {
            var readKey = key.Check(Value.From(name), place.Key(name), diagnostics);
            var readValue = value.Check(member, place.Member(name), diagnostics);
            isWhole &= readKey is not null && readValue is not null;
            if (readKey is not { } canonical || readValue is not { IsNull: false } kept)
                continue;
            if (result.ContainsKey(canonical.AsString()))
            {
                diagnostics.Error(place.Key(name).Span, $"{Written.Quote(name)} is given twice: '{canonical}' is the same");
                isWhole = false;
            }
            result.Set(canonical.AsString(), kept);
        }
        return isWhole ? Value.From(result.Freeze()) : null;
    }
}
