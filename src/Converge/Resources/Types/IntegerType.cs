using System.Globalization;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Resources.Types;

/// <summary>A whole number of a range; its digits as a text are as good, since templates give texts.</summary>
internal sealed class IntegerType(string noun, long least, long most) : PropertyType
{
    public static PropertyType Port { get; } = new IntegerType("a port", 1, 65535);

    /// <summary>Of users and groups; the last number means 'none' to the kernel.</summary>
    public static PropertyType Id { get; } = new IntegerType("a whole number", 0, 4294967294);

    public override string Description => string.Create(CultureInfo.InvariantCulture, $"{noun} from {least} to {most}");

    public override ScriptObject JsonSchema => new()
    {
        { "type", Value.From("integer") },
        { "minimum", Value.From(least) },
        { "maximum", Value.From(most) },
    };

    protected override Value? Read(Value value, Place place, DiagnosticBag diagnostics)
    {
        if (value.Kind == ValueKind.String)
            return ReadText(value.AsString(), place, diagnostics);
        if (!value.IsNumber)
            return Refuse(value, place, diagnostics);
        if (!value.IsInteger)
            return Fail($"'{value}' is no whole number: it must be {Description}", place, diagnostics);
        if (value.Kind is ValueKind.Int or ValueKind.Long && value.AsLong() >= least && value.AsLong() <= most)
            return value;
        return Fail($"'{value}' is out of range: it must be {Description}", place, diagnostics);
    }

    private static Value? Fail(string message, Place place, DiagnosticBag diagnostics, string? hint = null)
    {
        diagnostics.Error(place.Span, message, hint);
        return null;
    }

    private Value? ReadText(string text, Place place, DiagnosticBag diagnostics)
    {
        var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number.ToString(CultureInfo.InvariantCulture) == text)
            return Read(Value.From(number), place, diagnostics);
        return Fail(
            $"{Written.Quote(text)} is no number: it must be {Description}",
            place,
            diagnostics,
            isNumber ? "write it without zeros or a sign at the start" : null);
    }
}
