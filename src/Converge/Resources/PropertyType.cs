using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Language.Yaml;
using Converge.Resources.Types;

namespace Converge.Resources;

/// <summary>What a property may hold.</summary>
public abstract class PropertyType
{
    /// <summary>Follows 'must be': <c>a port from 1 to 65535</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Whether a secret may stand here; its text is not looked at.</summary>
    public virtual bool AllowsSecret => false;

    /// <summary>The schema of the literal form, as JSON Schema has it; a template may always stand in its place.</summary>
    public abstract ScriptObject JsonSchema { get; }

    /// <returns>The value in its canonical form, so that equal wishes are equal values; null after an error was added.</returns>
    public Value? Check(Value value, Place place, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (value.IsNull)
            return value;
        if (!value.IsSecret)
            return Read(value, place, diagnostics);
        if (AllowsSecret)
            return ReadSecret(value);
        diagnostics.Error(place.Span, $"a secret cannot stand here: it must be {Description}", SecretHint);
        return null;
    }

    /// <summary>Where a secret should stand instead.</summary>
    protected virtual string? SecretHint => null;

    /// <summary>The canonical form of a secret that may stand here.</summary>
    protected virtual Value ReadSecret(Value value) => value;

    /// <summary>As <see cref="Check"/>, of a value that is neither null nor a secret.</summary>
    protected abstract Value? Read(Value value, Place place, DiagnosticBag diagnostics);

    /// <summary>Reports a value of a kind that cannot stand here.</summary>
    protected Value? Refuse(Value value, Place place, DiagnosticBag diagnostics, string? hint = null)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        diagnostics.Error(place.Span, $"{KindOf(value, place)}: it must be {Description}", hint);
        return null;
    }

    /// <summary>A number as it was written: 0o640 is more than 416.</summary>
    private protected static string Digits(Value value, Place place) =>
        place.Node is YamlScalar { IsText: false } scalar ? scalar.Text : value.ToString();

    private static string KindOf(Value value, Place place) => value.Kind switch
    {
        ValueKind.Bool => $"'{value}' is a truth value",
        ValueKind.String => $"{Written.Quote(value.AsString())} is a text",
        ValueKind.Date => "this is a date",
        ValueKind.TimeSpan => "this is a duration",
        ValueKind.Array or ValueKind.Range => "this is a list",
        ValueKind.Object => "this is a mapping",
        ValueKind.Function => "this is a function",
        _ => value.IsNumber ? $"'{Digits(value, place)}' is a number" : "this is empty",
    };
}
