using Converge.Language.Text;

namespace Converge.Language.Yaml;

/// <summary>Indentation, and colons that are missing or one too many.</summary>
internal sealed partial class SyntaxError
{
    private Diagnostic? ExplainTab()
    {
        var line = StartOfLine(_at);
        var tab = _text.AsSpan(line, LineLength(line)).IndexOf('\t');
        var isIndentation = tab >= 0 && _text.AsSpan(line, tab).IndexOfAnyExcept(" \t-?") < 0;
        if (!isIndentation || _outline.Open.Count > 0)
            return null;
        var isEmpty = _text.AsSpan(line, LineLength(line)).IndexOfAnyExcept(' ', '\t') < 0;
        return isEmpty ? Error(line + tab, "a tab stands on this empty line", "remove it") : YamlMistakes.Tab(_source, line + tab);
    }

    private Diagnostic? ExplainLine()
    {
        if (Is("invalid mapping") || Is("Mapping values are not allowed"))
            return ExplainColon();
        if (Is("did not find expected key") || Is("could not find expected ':'"))
            return ExplainMissingKey();
        if (Is("did not find expected '-'"))
            return ExplainIndentation() ?? Error(_at, $"{Quote(_at)} stands where the list above goes on", "begin the line with '- ', or indent it differently");
        return Is("expected <document end>") ? Error(_at, "the document has ended before this") : null;
    }

    /// <summary>At a colon that cannot make a key of what is before it.</summary>
    private Diagnostic ExplainColon()
    {
        var line = StartOfLine(_at);
        var first = line + Indentation(line);
        var key = _text[first..Math.Max(first, _at)];
        if (!key.Contains(": ", StringComparison.Ordinal) && line > 0)
        {
            var above = LineAbove(line);
            if (FindMissingBlank(above) is { } missing)
                return missing;
            return Error(first, Math.Max(1, _at - first), $"'{key}:' stands where the string of the line above goes on", $"indent it like the key that it belongs beside, or end the line above with ':'");
        }
        return Error(_at, "a second ':' in one line", "put quotes around the value if it belongs to it");
    }

    /// <summary>A line that should be a key and is none, or is one at the wrong column.</summary>
    private Diagnostic ExplainMissingKey()
    {
        if (!IsFirstOnLine(_at))
            return Error(_at, $"unexpected {Quote(_at)}");
        if (ExplainIndentation() is { } indentation)
            return indentation;
        if (Character(_at) == '-' && Character(_at + 1) is ' ' or '\n' or '\r')
            return Error(_at, "a list entry stands among keys", "indent it below the key that it belongs to");
        return FindMissingBlank(StartOfLine(_at)) ?? Error(_at, LineLength(_at), $"no ':' behind {Quote(_at)}", "a key is written 'key: value'");
    }

    private Diagnostic? FindMissingBlank(int line)
    {
        var at = line + Indentation(line);
        if (Character(at) == '-')
            at += 1 + Indentation(at + 1);
        var text = _text.AsSpan(at, LineLength(at));
        var colon = YamlMistakes.FindMissingBlank(text);
        return colon > 0 ? YamlMistakes.MissingBlank(_source, at + colon, text[..colon].ToString()) : null;
    }

    /// <summary>If the line's indentation is that of no line above, as far as those are still open.</summary>
    private Diagnostic? ExplainIndentation()
    {
        const int MostLines = 10_000;
        var line = StartOfLine(_at);
        var indentation = Indentation(line);
        var open = int.MaxValue;
        for (var i = 0; i < MostLines && line > 0 && open > 0; i++)
        {
            line = LineAbove(line);
            var above = Indentation(line);
            if (above >= open || Character(line + above) is '\n' or '\r' or '#')
                continue;
            if (above == indentation)
                return null;
            open = above;
            if (above < indentation)
                break;
        }
        return Error(_at, $"this line is indented by {indentation}, and no line above it", "lines that belong together have the same indentation");
    }

    private int LineLength(int at) => YamlProperties.EndOfLine(_text, at) - at;
}
