using Converge.Language.Text;

namespace Converge.Language.Yaml;

/// <summary>What is looked at before parsing: the size, and characters that YAML does not allow or that nobody can see.</summary>
internal ref struct YamlCharacters(SourceText source, DiagnosticBag diagnostics)
{
    /// <summary>The parser looks ahead this far at most.</summary>
    private const int LongestIndentation = 1000;

    private readonly ReadOnlySpan<char> _text = source.Text;
    private bool _hasReplacement;

    public bool HasTabs { get; private set; }

    /// <summary>Whether there are characters that ended a line in YAML 1.1, and do for the parser, but not in YAML 1.2.</summary>
    public bool HasOldBreaks { get; private set; }

    /// <summary>False if there is an error.</summary>
    public bool Check(YamlLimits limits)
    {
        if (_text.Length > limits.Size)
        {
            diagnostics.Error(source.Span(limits.Size), $"the text has {_text.Length} characters, {limits.Size} are allowed");
            return false;
        }
        var isValid = IsShallow(0);
        for (var at = NextUnusual(0); at < _text.Length && isValid; at = NextUnusual(at + 1))
            isValid = _text[at] == '\n' ? IsShallow(at + 1) : Look(_text[at], ref at);
        return isValid;
    }

    private readonly int NextUnusual(int from)
    {
        var length = _text[from..].IndexOfAnyExceptInRange(' ', '~');
        return length < 0 ? _text.Length : from + length;
    }

    private bool Look(char character, ref int at)
    {
        switch (character)
        {
            case '\t':
                HasTabs = true;
                return true;
            case '\r':
                return true;
            case '\u0085' or '\u2028' or '\u2029':
                HasOldBreaks = true;
                return true;
            case '\uFFFD':
                WarnOfReplacement(at);
                return true;
            case < ' ' or (>= '\u007F' and <= '\u009F') or '\uFEFF' or '\uFFFE' or '\uFFFF':
                diagnostics.Error(source.Span(at), $"the character U+{(int)character:X4} is not allowed here", Escape(character));
                return false;
            case >= '\uD800' and <= '\uDFFF' when at + 1 < _text.Length && char.IsSurrogatePair(character, _text[at + 1]):
                at++;
                return true;
            case >= '\uD800' and <= '\uDFFF':
                diagnostics.Error(source.Span(at), $"half of a character (the surrogate U+{(int)character:X4})", "the file must be UTF-8");
                return false;
            default:
                return true;
        }
    }

    private static string Escape(char character) => character switch
    {
        '\0' => "this is no text file, or it is UTF-16; it must be UTF-8",
        '\uFEFF' => "a byte-order mark may only stand at the beginning of a file; remove it",
        '\uFFFE' or '\uFFFF' => "the file must be UTF-8",
        _ => $"remove it, or write \\x{(int)character:x2} in a string in double quotes",
    };

    private void WarnOfReplacement(int at)
    {
        if (!_hasReplacement)
            diagnostics.Warning(source.Span(at), "a character could not be read (U+FFFD stands here)", "the file must be UTF-8");
        _hasReplacement = true;
    }

    private readonly bool IsShallow(int lineStart)
    {
        if (lineStart >= _text.Length || _text[lineStart] != ' ')
            return true;
        var indentation = _text[lineStart..].IndexOfAnyExcept(' ');
        if (indentation < 0 ? _text.Length - lineStart <= LongestIndentation : indentation <= LongestIndentation)
            return true;
        diagnostics.Error(source.Span(lineStart), $"the line begins with more than {LongestIndentation} blanks");
        return false;
    }
}
