using Converge.Language.Text;

namespace Converge.Language.Yaml;

/// <summary>The part of <see cref="ScalarSegments"/> for <c>|</c> and <c>&gt;</c>, whose lines are moved by their indentation.</summary>
internal ref struct BlockSegments
{
    private readonly ReadOnlySpan<char> _text;
    private readonly ReadOnlySpan<char> _file;
    private readonly List<SourceText.Segment> _segments;
    private readonly List<int> _breaks = [];
    private readonly bool _folds;
    private readonly int _firstLine;
    private int _placed;

    public BlockSegments(YamlScalar scalar, List<SourceText.Segment> segments)
    {
        _text = scalar.Text;
        _file = scalar.Source.Text.AsSpan(0, scalar.End);
        _segments = segments;
        _folds = scalar.Style == YamlScalarStyle.Folded;
        _firstLine = NextLine(scalar.Start);
    }

    public void Place()
    {
        var indent = FindIndent();
        var wasText = false;
        var end = _firstLine;
        for (var at = _firstLine; at < _file.Length; at = NextLine(at))
        {
            var lineEnd = LineEnd(at);
            if (lineEnd - at > indent)
            {
                var isText = _file[at + indent] is not (' ' or '\t');
                PlaceBreaks(_folds && wasText && isText);
                Advance(at + indent, lineEnd - at - indent);
                (wasText, end) = (isText, lineEnd);
            }
            _breaks.Add(lineEnd);
        }
        PlaceBreaks(fold: false);
        ScalarSegments.Add(_segments, _text.Length, end);
    }

    /// <summary>Between two lines of text one break is a blank, and of several the first one is nothing.</summary>
    private void PlaceBreaks(bool fold)
    {
        for (var i = fold && _breaks.Count > 1 ? 1 : 0; i < _breaks.Count; i++)
            Advance(_breaks[i], 1);
        _breaks.Clear();
    }

    private void Advance(int at, int characters)
    {
        if (_placed >= _text.Length)
            return;
        ScalarSegments.Add(_segments, _placed, at);
        _placed += characters;
    }

    /// <summary>
    /// By comparing a line of the file to what became of it, so that it does not matter who decided on the indentation:
    /// an indicator, the first line, or the lines above it.
    /// </summary>
    private readonly int FindIndent()
    {
        var inText = _text.IndexOfAnyExcept(' ', '\n');
        var inFile = _file[_firstLine..].IndexOfAnyExcept(" \r\n");
        if (inText >= 0 && inFile >= 0)
            return Math.Max(0, BlanksBefore(_file, _firstLine + inFile) - BlanksBefore(_text, inText));
        var blanks = _text.IndexOf(' ');
        return blanks < 0 ? int.MaxValue : IndentOfBlankLine(blanks);
    }

    private static int BlanksBefore(ReadOnlySpan<char> text, int at)
    {
        var before = text[..at].LastIndexOfAnyExcept(' ');
        return at - before - 1;
    }

    /// <summary>Nothing but blanks: the first line of the text that has any has as many as the same line of the file, less the indentation.</summary>
    private readonly int IndentOfBlankLine(int inText)
    {
        var at = _firstLine;
        for (var line = _text[..inText].Count('\n'); line > 0; line--)
            at = NextLine(at);
        var blanks = _text[inText..].IndexOfAnyExcept(' ');
        return Math.Max(0, LineEnd(at) - at - (blanks < 0 ? _text.Length - inText : blanks));
    }

    private readonly int LineEnd(int at)
    {
        var length = _file[at..].IndexOfAny('\r', '\n');
        return length < 0 ? _file.Length : at + length;
    }

    private readonly int NextLine(int at)
    {
        var end = LineEnd(at);
        return end + 1 < _file.Length && _file[end] == '\r' && _file[end + 1] == '\n' ? end + 2 : Math.Min(end + 1, _file.Length);
    }
}
