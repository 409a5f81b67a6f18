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
        text.Append(Style("1", Printable($"{diagnostic.At}: "))).Append(Style(error ? "1;31" : "1;33", error ? "error: " : "warning: "));
        text.Append(Printable(diagnostic.Message));
        AppendSource(text, diagnostic.At);
        foreach (var related in diagnostic.Related)
        {
            text.Append("\n  ").Append(Style("1", Printable($"{related.At}: "))).Append(Printable(related.Message));
            AppendSource(text, related.At);
        }
        if (diagnostic.Hint is not null)
            text.Append("\n  ").Append(Style("36", "hint: ")).Append(Printable(diagnostic.Hint));
        return text.ToString();
    }

    private void AppendSource(StringBuilder text, SourceSpan at)
    {
        if (_source?.Invoke(at.File)?.File is not { } source || at.Line < 1 || at.Line > source.LineCount)
            return;
        var line = source.LineSpan(at.Line);
        var column = Math.Clamp(at.Column - 1, 0, line.Length);
        var (from, to) = Window(line, column);
        var shown = line[from..to];
        var (before, after) = (from > 0 ? "..." : "", to < line.Length ? "..." : "");
        var number = $"{at.Line,5} | ";
        text.Append('\n').Append(Style("2", number)).Append(before).Append(Printable(shown.ToString())).Append(after);
        text.Append('\n').Append(' ', number.Length + before.Length);
        foreach (var character in shown[..(column - from)])
            text.Append(character == '\t' ? '\t' : ' ');
        text.Append(Style("1;31", new string('^', Math.Clamp(at.Length, 1, Math.Max(1, to - column)))));
    }

    /// <summary>The part of a long line that is shown: around the column, and no half of a surrogate pair.</summary>
    private static (int From, int To) Window(ReadOnlySpan<char> line, int column)
    {
        var from = Math.Max(0, Math.Min(column - WidestLine / 2, line.Length - WidestLine));
        var to = Math.Min(from + WidestLine, line.Length);
        if (from > 0 && from < column && char.IsLowSurrogate(line[from]))
            from++;
        if (to < line.Length && to - 1 > column && char.IsHighSurrogate(line[to - 1]))
            to--;
        return (from, to);
    }

    private string Style(string code, string text) => _colour ? $"\e[{code}m{text}\e[0m" : text;

    /// <summary>What the user wrote must not look like another diagnostic: further lines are indented.</summary>
    private static string Printable(string text) => PrintableText.Of(text, lineBreak: "\n    ");
}
