using System.Text;

namespace Converge.Language.Text;

/// <summary>
/// The one way a diagnostic becomes text: <c>path:line:col: error: message</c>, a hint, related places, and, where the
/// source is at hand, the line with a caret.
/// </summary>
public sealed class DiagnosticRenderer
{
    private const int WidestLine = 160;

    private readonly Func<string, SourceText?>? _source;
    private readonly bool _colour;

    /// <param name="source">Gives the text of a file, to show the line concerned; null shows none.</param>
    public DiagnosticRenderer(Func<string, SourceText?>? source = null, bool colour = false)
    {
        _source = source;
        _colour = colour;
    }

    public static DiagnosticRenderer Plain { get; } = new();

    public string Render(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        var text = new StringBuilder();
        var error = diagnostic.Severity == Severity.Error;
        text.Append(Style("1", $"{diagnostic.At}: ")).Append(Style(error ? "1;31" : "1;33", error ? "error: " : "warning: "));
        text.Append(Printable(diagnostic.Message));
        AppendSource(text, diagnostic.At);
        foreach (var related in diagnostic.Related)
        {
            text.Append("\n  ").Append(Style("1", $"{related.At}: ")).Append(Printable(related.Message));
            AppendSource(text, related.At);
        }
        if (diagnostic.Hint is not null)
            text.Append("\n  ").Append(Style("36", "hint: ")).Append(Printable(diagnostic.Hint));
        return text.ToString();
    }

    private void AppendSource(StringBuilder text, SourceSpan at)
    {
        if (_source?.Invoke(at.File) is not { } source)
            return;
        var line = source.Line(at.Line);
        var column = Math.Min(at.Column - 1, line.Length);
        var from = Math.Max(0, Math.Min(column - WidestLine / 2, line.Length - WidestLine));
        var shown = line.AsSpan(from, Math.Min(WidestLine, line.Length - from));
        var number = $"{at.Line,5} | ";
        text.Append('\n').Append(Style("2", number)).Append(Printable(shown.ToString()));
        text.Append('\n').Append(' ', number.Length);
        foreach (var character in shown[..(column - from)])
            text.Append(character == '\t' ? '\t' : ' ');
        text.Append(Style("1;31", new string('^', Math.Clamp(at.Length, 1, Math.Max(1, shown.Length - (column - from))))));
    }

    private string Style(string code, string text) => _colour ? $"\e[{code}m{text}\e[0m" : text;

    /// <summary>A control character in what the user wrote must not steer the terminal.</summary>
    private static string Printable(string text)
    {
        var clean = text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && text.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') < 0;
        if (clean)
            return text;
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsControl(character) && character is not '\t' and not '\n')
                result.Append('\uFFFD');
            else
                result.Append(character);
        }
        return result.ToString();
    }
}
