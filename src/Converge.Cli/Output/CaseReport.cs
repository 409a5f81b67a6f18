using System.Text;
using Converge.Catalogs.Cases;
using Converge.Language.Text;
using Converge.Language.Values;

namespace Converge.Cli.Output;

/// <summary>What became of the cases of recipes.</summary>
internal static class CaseReport
{
    public static string ToText(IReadOnlyList<CaseResult> results, int updated, Func<string, SourceText?> source)
    {
        var person = !Console.IsOutputRedirected;
        var renderer = new DiagnosticRenderer(person ? source : null, colour: person && Terminal.WantsColour);
        var text = new StringBuilder();
        foreach (var failure in results.SelectMany(static result => result.Failures))
            text.Append(renderer.Render(failure.Problem)).Append('\n').Append(failure.Difference);
        text.Append($"{results.Count(static r => r.Passed)} passed, {results.Count(static r => !r.Passed)} failed");
        return text.Append(updated == 0 ? "\n" : $", {updated} updated\n").ToString();
    }

    public static ScriptObject ToDocument(IReadOnlyList<CaseResult> results) => new()
    {
        ["passed"] = Value.From(results.Count(static result => result.Passed)),
        ["failed"] = Value.From(results.Count(static result => !result.Passed)),
        ["cases"] = Value.From(new ScriptArray(results.Select(static result => Value.From(ToDocument(result))))),
    };

    private static ScriptObject ToDocument(CaseResult result) => new()
    {
        ["recipe"] = Value.From(result.Case.Recipe),
        ["file"] = Value.From(result.Case.File.Path),
        ["reason"] = Value.From(result.Case.Reason),
        ["passed"] = Value.From(result.Passed),
        ["milliseconds"] = Value.From(Math.Round(result.Duration.TotalMilliseconds, 2)),
        ["failures"] = Value.From(new ScriptArray(result.Failures.Select(static failure => Value.From(ToDocument(failure))))),
    };

    private static ScriptObject ToDocument(CaseFailure failure)
    {
        var document = DiagnosticDocument.Of(failure.Problem);
        if (failure.Difference.Length > 0)
            document.Set("difference", Value.From(failure.Difference));
        return document;
    }
}
