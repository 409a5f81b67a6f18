namespace Converge.Language.Text;

/// <summary>
/// A text that knows its place. A text embedded in another one (a template in a YAML scalar) answers with
/// positions in the outermost file.
/// </summary>
public sealed class SourceText
{
    private const int NearLines = 16;

    private readonly SourceText? _outer;
    private readonly Func<IReadOnlyList<Segment>>? _findSegments;
    private IReadOnlyList<Segment>? _segments;
    private int[]? _lineStarts;
    private int _lastLine;

    private SourceText(string path, string text)
    {
        Path = path;
        Text = text;
    }

    private SourceText(SourceText outer, string text, IReadOnlyList<Segment>? segments, Func<IReadOnlyList<Segment>>? findSegments)
        : this(outer.Path, text)
    {
        _outer = outer;
        _segments = segments;
        _findSegments = findSegments;
    }

    /// <summary>From <paramref name="Start"/> on, characters correspond one to one to the outer text from <paramref name="OuterStart"/> on.</summary>
    public readonly record struct Segment(int Start, int OuterStart);

    public string Path { get; }

    public string Text { get; }

    /// <summary>Whether it must not be shown: no message quotes it, and the texts in it are secrets, too.</summary>
    internal bool IsSecret { get; private init; }

    /// <summary>Number of lines of this text; a line ends with \n, \r\n or a lone \r.</summary>
    public int LineCount => LineStarts.Length;

    /// <summary>The text that all positions refer to: the outermost one.</summary>
    internal SourceText File => _outer?.File ?? this;

    private int[] LineStarts => _lineStarts ??= FindLineStarts(Text);

    public static SourceText From(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        return new(path, text.StartsWith('\uFEFF') ? text[1..] : text);
    }

    internal static SourceText From(string path, string text, bool isSecret) => new(path, text) { IsSecret = isSecret };

    /// <summary>A text inside this one. Segments are ordered by start, the first one starts at 0.</summary>
    public SourceText Embed(string text, IReadOnlyList<Segment> segments)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(segments);
        return new(this, text, segments, findSegments: null);
    }

    /// <summary>As above, for segments that are worth finding only once a position is asked for.</summary>
    public SourceText Embed(string text, Func<IReadOnlyList<Segment>> findSegments)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(findSegments);
        return new(this, text, segments: null, findSegments);
    }

    /// <summary>A position outside the text counts as its nearest end; a length reaches to the end of the line at most.</summary>
    public SourceSpan Span(int start, int length = 1)
    {
        start = Math.Clamp(start, 0, Text.Length);
        length = Math.Clamp(length, 1, Math.Max(1, Text.Length - start));
        if (_outer is not null)
        {
            var outerStart = ToOuter(start);
            return _outer.Span(outerStart, ToOuter(start + length - 1) - outerStart + 1);
        }
        var line = FindLine(start);
        if (length > 1)
            length = Math.Clamp(LineEnd(line) - start, 1, length);
        return new(Path, line + 1, start - LineStarts[line] + 1, length);
    }

    /// <summary>A line of the file without its end, by 1-based number; of the outermost text if this one is embedded.</summary>
    public string Line(int number) => File.LineSpan(number).ToString();

    /// <summary>A line of this text without its end, by 1-based number.</summary>
    internal ReadOnlySpan<char> LineSpan(int number)
    {
        if (number < 1 || number > LineStarts.Length)
            return [];
        return Text.AsSpan()[LineStarts[number - 1]..LineEnd(number - 1)];
    }

    /// <summary>Where the line break begins, or the text ends; by 0-based number.</summary>
    private int LineEnd(int line)
    {
        if (line + 1 == LineStarts.Length)
            return Text.Length;
        var end = LineStarts[line + 1] - 1;
        return end > LineStarts[line] && Text[end] == '\n' && Text[end - 1] == '\r' ? end - 1 : end;
    }

    /// <summary>By 0-based number. Most who ask go through a text from its beginning to its end.</summary>
    private int FindLine(int at)
    {
        var (starts, line) = (LineStarts, _lastLine);
        if (starts[line] > at || (line + NearLines < starts.Length && starts[line + NearLines] <= at))
        {
            line = Array.BinarySearch(starts, at);
            if (line < 0)
                line = ~line - 1;
        }
        while (line + 1 < starts.Length && starts[line + 1] <= at)
            line++;
        return _lastLine = line;
    }

    private int ToOuter(int offset)
    {
        var segments = _segments ??= _findSegments!();
        int low = 0, high = segments.Count - 1;
        if (high < 0)
            return 0;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (segments[middle].Start <= offset)
                low = middle;
            else
                high = middle - 1;
        }
        return segments[low].OuterStart + (offset - segments[low].Start);
    }

    private static int[] FindLineStarts(string text)
    {
        var count = 1;
        for (var i = NextLine(text, 0); i >= 0; i = NextLine(text, i))
            count++;
        var starts = new int[count];
        var next = 0;
        for (var line = 1; line < count; line++)
            starts[line] = next = NextLine(text, next);
        return starts;
    }

    private static int NextLine(string text, int from)
    {
        var at = text.AsSpan(from).IndexOfAny('\n', '\r');
        if (at < 0)
            return -1;
        at += from;
        return text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? at + 2 : at + 1;
    }
}
