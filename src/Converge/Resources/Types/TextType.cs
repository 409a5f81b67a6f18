using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Resources.Types;

/// <summary>What is a text both as written and in its canonical form.</summary>
internal abstract class TextType : PropertyType
{
    /// <summary>For editors: matches what is allowed, and perhaps a little more.</summary>
    public string? Pattern { get; init; }

    /// <summary>Whether a number may stand for its digits: of a value that goes to a program which reads it again.</summary>
    public bool AllowsNumber { get; init; }

    /// <summary>Whether true and false may stand for the words, as <see cref="AllowsNumber"/>.</summary>
    public bool AllowsBool { get; init; }

    public override ScriptObject JsonSchema => JsonSchemas.Text(Pattern, AllowsNumber, AllowsBool);

    protected sealed override Value? Read(Value value, Place place, DiagnosticBag diagnostics)
    {
        if (value.Kind == ValueKind.String)
            return Read(value.AsString(), place, diagnostics);
        if (value.IsNumber ? AllowsNumber : value.Kind == ValueKind.Bool && AllowsBool)
            return Read(value.ToString(), place, diagnostics);
        return Refuse(value, place, diagnostics, value.IsNumber || value.Kind == ValueKind.Bool ? QuoteHint(value, place) : null);
    }

    /// <returns>The canonical form; null after an error was added.</returns>
    protected abstract string? Read(Written written);

    protected virtual string? QuoteHint(Value value, Place place) => $"write it in quotes: \"{Digits(value, place)}\"";

    private Value? Read(string text, Place place, DiagnosticBag diagnostics) =>
        Read(new Written(text, place, diagnostics)) is { } canonical ? Value.From(canonical) : null;
}

/// <summary>A text that one function reads.</summary>
internal sealed class ParsedType(string description, Func<Written, string?> read) : TextType
{
    public override string Description => description;

    public override bool AllowsSecret => IsSecret;

    public bool IsSecret { get; init; }

    protected override string? Read(Written written) => read(written);
}
