using System.Buffers;
using System.Text;

namespace Converge.Language.Yaml;

/// <summary>Words, quotes and blocks of text.</summary>
internal sealed partial class QuickReader
{
    private const int LongestKey = 1000;
    private const int LongestName = 24;

    private static readonly SearchValues<char> PlainEnds = SearchValues.Create(":#\n\t");
    private static readonly SearchValues<char> FlowEnds = SearchValues.Create(",[]{}:#?\n\t");

    /// <summary>Short texts that were met: most are met again and again.</summary>
    private readonly string?[] _names = new string?[256];

    private readonly StringBuilder _buffer = new();

    /// <summary>Where a scalar stands, and how it is written; its text if that is not simply what stands there.</summary>
    private readonly record struct FoundScalar(int Start, int End, YamlScalarStyle Style, string? Text = null)
    {
        public bool IsEmpty => Start == End;
    }

    /// <summary>What means something at the beginning, or does so before a blank; the parser does not always look at the blank.</summary>
    private static bool IsIndicator(char character) =>
        character is '?' or ':' or ',' or '[' or ']' or '{' or '}' or '#' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`';

    /// <summary>A scalar, as far as it is in this line. The end of the line is next, a comment, or the colon behind a key.</summary>
    private bool FindScalar(out FoundScalar scalar)
    {
        if (_text[_at] is '"' or '\'')
            return FindQuoted(out scalar);
        scalar = default;
        if (IsIndicator(_text[_at]) || IsEntry())
            return false;
        var start = _at;
        while (true)
        {
            var length = _text.AsSpan(_at).IndexOfAny(PlainEnds);
            _at = length < 0 ? _text.Length : _at + length;
            if (_at == _text.Length || _text[_at] == '\n' || (_text[_at] == ':' && IsBlank(_at + 1)) || (_text[_at] == '#' && _text[_at - 1] == ' '))
                break;
            if (_text[_at] == '\t')
                return false;
            _at++;
        }
        scalar = new(start, TrimEnd(start, _at), YamlScalarStyle.Plain);
        return true;
    }

    private bool IsKey() => _at < _text.Length && _text[_at] == ':' && IsBlank(_at + 1) && _at - _line < LongestKey;

    private int TrimEnd(int start, int end)
    {
        while (end > start && _text[end - 1] == ' ')
            end--;
        return end;
    }

    /// <summary>In one line, and without escapes that are rare.</summary>
    private bool FindQuoted(out FoundScalar scalar)
    {
        var start = _at;
        var found = _text[start] == '"' ? FindDoubleQuoted() : FindSingleQuoted();
        scalar = new(start, _at, _text[start] == '"' ? YamlScalarStyle.DoubleQuoted : YamlScalarStyle.SingleQuoted, found);
        return found is not null;
    }

    private string? FindSingleQuoted()
    {
        var start = ++_at;
        var hasQuotes = false;
        while (true)
        {
            var length = _text.AsSpan(_at).IndexOfAny('\'', '\n');
            if (length < 0 || _text[_at += length] == '\n')
                return null;
            if (_at + 1 == _text.Length || _text[_at + 1] != '\'')
                break;
            hasQuotes = true;
            _at += 2;
        }
        var text = TextOf(start, _at++);
        return hasQuotes ? text.Replace("''", "'", StringComparison.Ordinal) : text;
    }

    private string? FindDoubleQuoted()
    {
        var start = ++_at;
        _buffer.Clear();
        while (true)
        {
            var length = _text.AsSpan(_at).IndexOfAny('"', '\\', '\n');
            if (length < 0 || _text[_at + length] == '\n')
                return null;
            var from = _at;
            _at += length + 1;
            if (_text[_at - 1] == '"' && _buffer.Length == 0)
                return TextOf(start, _at - 1);
            _buffer.Append(_text, from, length);
            if (_text[_at - 1] == '"')
                return _buffer.ToString();
            if (_at == _text.Length || Unescape(_text[_at++]) is not { } character)
                return null;
            _buffer.Append(character);
        }
    }

    private static char? Unescape(char letter) => letter switch
    {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '"' or '\\' or '/' => letter,
        _ => null,
    };

    /// <summary>A string without quotes, which may go on in lines that are indented more than what it belongs to.</summary>
    private YamlScalar? ReadPlain(FoundScalar scalar, int parent)
    {
        var isLong = false;
        while (true)
        {
            var next = _text.AsSpan(_at) is ['\n', ..] ? _at + 1 : NoColumn;
            if (!EndLine())
                return null;
            if (_column <= parent)
                return Make(isLong ? scalar with { Text = _buffer.ToString() } : scalar);
            // Empty lines and comments are left to the parser, and what looks like more than a string.
            if (_line != next)
                return null;
            if (!isLong)
                _buffer.Clear().Append(_text, scalar.Start, scalar.End - scalar.Start);
            isLong = true;
            if (!FindScalar(out var more) || more.Style != YamlScalarStyle.Plain || IsKey())
                return null;
            _buffer.Append(' ').Append(_text, more.Start, more.End - more.Start);
            scalar = scalar with { End = more.End };
        }
    }

    /// <summary>Lines below <c>|</c> or <c>&gt;</c>, without a digit there; those below the latter without empty or indented ones.</summary>
    private YamlScalar? ReadBlockScalar(int parent)
    {
        var (start, isFolded) = (_at++, _text[_at - 1] == '>');
        var chomping = _text.AsSpan(_at) is ['-' or '+', ..] ? _text[_at++] : ' ';
        SkipBlanks();
        if (_text.AsSpan(_at) is not ['\n', ..])
            return null;
        var indentation = CountBlanks(++_at);
        if (indentation <= parent || !HasContent(_at + indentation))
            return null;
        _buffer.Clear();
        var breaks = 0;
        for (var blanks = indentation; blanks >= indentation || _text.AsSpan(_at + blanks) is ['\n', ..]; blanks = CountBlanks(_at))
        {
            if (!HasContent(_at + blanks))
            {
                // Behind the last line of the text, or an empty line.
                if (_at == _text.Length)
                    break;
                if (blanks > indentation || _at + blanks == _text.Length)
                    return null;
                breaks++;
                _at += blanks + 1;
            }
            else
            {
                if (isFolded && (breaks > 1 || blanks > indentation || _text[_at + blanks] == '\t'))
                    return null;
                var length = _text.AsSpan(_at + blanks).IndexOf('\n');
                if (length < 0)
                    return null;
                _buffer.Append(isFolded ? ' ' : '\n', breaks).Append(_text, _at + indentation, blanks - indentation + length);
                breaks = 1;
                _at += blanks + length + 1;
            }
        }
        if (chomping != '-')
            _buffer.Append('\n', chomping == '+' ? breaks : 1);
        _end = _at;
        if (!FindContent() || _column > parent || (_column == 0 && IsMark()))
            return null;
        return Make(new(start, _end, isFolded ? YamlScalarStyle.Folded : YamlScalarStyle.Literal, _buffer.ToString()));
    }

    private bool HasContent(int at) => at < _text.Length && _text[at] != '\n';

    private int CountBlanks(int at)
    {
        var length = _text.AsSpan(at).IndexOfAnyExcept(' ');
        return length < 0 ? _text.Length - at : length;
    }

    private YamlScalar? MakeMissing(int at) => Make(new(at, at, YamlScalarStyle.Plain));

    private YamlScalar? Make(in FoundScalar found)
    {
        var isPlain = found.Style == YamlScalarStyle.Plain;
        var text = found.Text ?? TextOf(found.Start, found.End);
        if (isPlain && YamlSchema.FindProblem(text) is not null)
            return null;
        _end = found.End;
        return new(_source, found.Start, found.End, text, found.Style, isPlain ? YamlType.Plain : YamlType.Text);
    }

    private string TextOf(int start, int end)
    {
        var text = _text.AsSpan(start, end - start);
        if (text.Length > LongestName)
            return text.ToString();
        if (text.IsEmpty)
            return "";
        ref var known = ref _names[((text.Length * 31) + (text[0] * 7) + (text[^1] * 13) + text[text.Length / 2]) % _names.Length];
        if (!text.SequenceEqual(known))
            known = text.ToString();
        return known!;
    }
}
