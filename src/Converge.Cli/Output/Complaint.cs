using Converge.Language.Text;

namespace Converge.Cli.Output;

/// <summary>What goes wrong, on stderr. Every way out of here is exit code 1.</summary>
internal static class Complaint
{
    private const int Failed = 1;

    /// <summary>A complaint about the command line, which has no line and column.</summary>
    public static int Write(string message, string? hint = null)
    {
        Standard.Error($"converge: error: {message}\n{(hint is null ? "" : $"  hint: {hint}\n")}");
        return Failed;
    }

    /// <summary>Complaints about files; a person at a terminal is also shown the lines.</summary>
    public static int Write(IEnumerable<Diagnostic> diagnostics, Func<string, SourceText?> source)
    {
        var person = Terminal.ShowsErrors;
        var renderer = new DiagnosticRenderer(person ? source : null, colour: person && Terminal.WantsColour);
        Standard.Error(string.Concat(diagnostics.Select(d => $"{renderer.Render(d)}\n")));
        return Failed;
    }
}
