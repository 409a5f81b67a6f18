using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Cli.Output;

/// <summary>A diagnostic for programs.</summary>
internal static class DiagnosticDocument
{
    public static ScriptObject Of(Diagnostic diagnostic)
    {
        var document = Place(diagnostic.At);
        document.Set("severity", Value.From(diagnostic.Severity == Severity.Error ? "error" : "warning"));
        document.Set("message", Value.From(diagnostic.Message));
        if (diagnostic.Hint is { } hint)
            document.Set("hint", Value.From(hint));
        if (diagnostic.Related.Count > 0)
            document.Set("related", Value.From(new ScriptArray(diagnostic.Related.Select(static related => Value.From(Of(related))))));
        return document;
    }

    private static ScriptObject Of(RelatedPosition related)
    {
        var document = Place(related.At);
        document.Set("message", Value.From(related.Message));
        return document;
    }

    private static ScriptObject Place(SourceSpan at) => new()
    {
        ["file"] = Value.From(at.File),
        ["line"] = Value.From(at.Line),
        ["column"] = Value.From(at.Column),
        ["length"] = Value.From(at.Length),
    };
}
