using Converge.Language.Text;
using Converge.Language.Values;

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
            return value;
        diagnostics.Error(place.Span, $"a secret cannot stand here: it must be {Description}");
        return null;
    }

    /// <summary>As <see cref="Check"/>, of a value that is neither null nor a secret.</summary>
    protected abstract Value? Read(Value value, Place place, DiagnosticBag diagnostics);
}
