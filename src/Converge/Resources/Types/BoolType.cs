using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Resources.Types;

/// <summary>True or false.</summary>
internal sealed class BoolType : PropertyType
{
    private BoolType()
    {
    }

    public static PropertyType Instance { get; } = new BoolType();

    public override string Description => "true or false";

    public override ScriptObject JsonSchema => JsonSchemas.OfType("boolean");

    protected override Value? Read(Value value, Place place, DiagnosticBag diagnostics) => value.Kind switch
    {
        ValueKind.Bool => value,
        ValueKind.String => RefuseText(value.AsString(), place, diagnostics),
        _ => Refuse(value, place, diagnostics),
    };

    private static Value? RefuseText(string text, Place place, DiagnosticBag diagnostics)
    {
        var meant = text.ToUpperInvariant() switch
        {
            "YES" or "ON" or "TRUE" => "write true",
            "NO" or "OFF" or "FALSE" => "write false",
            _ => null,
        };
        diagnostics.Error(place.Span, $"{Written.Quote(text)} is a text: it must be true or false", meant);
        return null;
    }
}
