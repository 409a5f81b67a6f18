using Converge.Language.Text;
using YamlDotNet.Core;

namespace Converge.Language.Yaml;

/// <summary>
/// Says in our words why the parser refused a text. What it reports is where it noticed; where the mistake was made is
/// looked for in the text.
/// </summary>
internal sealed partial class SyntaxError
{
    private readonly SourceText _source;
    private readonly string _text;
    private readonly string _problem;

    /// <summary>Where the parser was, or the first character that it could not use.</summary>
    private readonly int _at;

    /// <summary>Where the construct begins that the parser was in; the same as <see cref="_at"/> if it does not say.</summary>
    private readonly int _start;

    private readonly YamlOutline _outline;

    private SyntaxError(SourceText source, Exception failure, int position)
    {
        _source = source;
        _text = source.Text;
        _problem = failure is YamlException ? failure.Message : "";
        var (start, end) = failure is YamlException { Start: var from, End: var to } ? ((int)from.Index, (int)to.Index) : (0, 0);
        var isMarked = end > 0 || start > 0;
        _start = Math.Clamp(isMarked ? start : position, 0, _text.Length);
        _at = Math.Clamp(isMarked && !IsScannerError ? start : isMarked ? end : position, 0, _text.Length);
        _outline = YamlOutline.Of(_text, _at);
    }

    /// <summary>Whether a message of the scanner, which gives the span of what it has read, not of what comes next.</summary>
    private bool IsScannerError => _problem.StartsWith("While scanning a", StringComparison.Ordinal);

    public static Diagnostic Explain(SourceText source, Exception failure, int position)
    {
        var error = new SyntaxError(source, failure, position);
        return error.ExplainQuotes() ?? error.ExplainTab() ?? error.ExplainBrackets() ?? error.ExplainToken() ?? error.ExplainLine() ?? error.Translate();
    }

    private bool Is(string part) => _problem.Contains(part, StringComparison.Ordinal);

    private Diagnostic Error(int at, int length, string message, string? hint = null) => Diagnostic.Error(_source.Span(at, length), message, hint);

    private Diagnostic Error(int at, string message, string? hint = null) => Error(at, 1, message, hint);

    private static Diagnostic Relate(Diagnostic error, SourceSpan at, string message) => error with { Related = [new(at, message)] };

    /// <summary>What stands at a position, for a message: a word, or one character.</summary>
    private string Quote(int at)
    {
        const int Longest = 40;
        var end = at;
        while (end < _text.Length && end - at < Longest && _text[end] is not (' ' or '\t' or '\r' or '\n' or ',' or '[' or ']' or '{' or '}'))
            end++;
        return $"'{_text[at..Math.Min(Math.Max(end, at + 1), _text.Length)]}'";
    }

    private char Character(int at) => at < _text.Length ? _text[at] : '\n';

    private int StartOfLine(int at) => YamlMistakes.StartOfLine(_text, at);

    private int LineAbove(int line) =>
        StartOfLine(line > 1 && _text[line - 1] == '\n' && _text[line - 2] == '\r' ? line - 2 : line - 1);

    /// <summary>How many blanks a line begins with.</summary>
    private int Indentation(int line)
    {
        var at = line;
        while (Character(at) == ' ')
            at++;
        return at - line;
    }

    private bool IsFirstOnLine(int at)
    {
        var line = StartOfLine(at);
        return _text.AsSpan(line, at - line).IndexOfAnyExcept(' ', '\t') < 0;
    }
}
