using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Resources.Types;

/// <summary>A time span with units: <c>1h30m</c>.</summary>
internal sealed class DurationType : PropertyType
{
    private DurationType()
    {
    }

    public static PropertyType Instance { get; } = new DurationType();

    public override string Description => Duration.Form;

    public override ScriptObject JsonSchema => JsonSchemas.Text("^([0-9]+(w|d|h|m|s|ms))+$");

    protected override Value? Read(Value value, Place place, DiagnosticBag diagnostics)
    {
        if (value.Kind == ValueKind.TimeSpan && value.AsTimeSpan() > TimeSpan.Zero)
            return Value.From(Duration.Print(value.AsTimeSpan()));
        if (value.IsNumber)
            return Refuse(value, place, diagnostics, $"write its unit, too: {Digits(value, place)}s");
        if (value.Kind != ValueKind.String)
            return Refuse(value, place, diagnostics);
        if (Duration.TryParse(value.AsString(), out var duration) && duration > TimeSpan.Zero)
            return Value.From(Duration.Print(duration));
        diagnostics.Error(
            place.Span,
            $"{Written.Quote(value.AsString())} is no duration: it must be {Duration.Form}",
            duration == TimeSpan.Zero ? null : "units go from large to small: w, d, h, m, s, ms");
        return null;
    }
}

/// <summary>A number of bytes: <c>2G</c>.</summary>
internal sealed class SizeType : PropertyType
{
    private SizeType()
    {
    }

    public static PropertyType Instance { get; } = new SizeType();

    public override string Description => ByteSize.Form;

    public override ScriptObject JsonSchema => JsonSchemas.Text("^[0-9.]+([KMGTPEkmgtpe](i?B)?|B)?$", orNumber: true);

    protected override Value? Read(Value value, Place place, DiagnosticBag diagnostics)
    {
        if (value.Kind != ValueKind.String && !value.IsInteger)
            return Refuse(value, place, diagnostics);
        if (ByteSize.TryParse(value.ToString(), out var bytes) && bytes > 0)
            return Value.From(ByteSize.Print(bytes));
        diagnostics.Error(place.Span, $"{Written.Quote(value.ToString())} is no size: it must be {ByteSize.Form}");
        return null;
    }
}
