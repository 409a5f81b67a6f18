namespace Converge.Language.Text;

/// <summary>
/// A text that knows its place. A text embedded in another one (a template in a YAML scalar) answers with
/// positions in the outermost file.
/// </summary>
public sealed class SourceText
{
    private readonly SourceText? _outer;
    private readonly IReadOnlyList<Segment> _segments;
    private int[]? _lineStarts;

    private SourceText(string path, string text, SourceText? outer, IReadOnlyList<Segment> segments)
    {
        Path = path;
        Text = text;
        _outer = outer;
        _segments = segments;
    }

    /// <summary>From <paramref name="Start"/> on, characters correspond one to one to the outer text from <paramref name="OuterStart"/> on.</summary>
    public readonly record struct Segment(int Start, int OuterStart);

    public string Path { get; }

    public string Text { get; }

    /// <summary>Number of lines; a line ends with \n, \r\n or a lone \r.</summary>
    public int LineCount => LineStarts.Length;

    private int[] LineStarts => _lineStarts ??= FindLineStarts(Text);

    public static SourceText From(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(path, text.StartsWith('\uFEFF') ? text[1..] : text, outer: null, []);
    }

    /// <summary>A text inside this one. Segments are ordered by start, the first one starts at 0.</summary>
    public SourceText Embed(string text, IReadOnlyList<Segment> segments) => new(Path, text, this, segments);

    public SourceSpan Span(int start, int length = 1)
    {
        if (_outer is not null)
            return _outer.Span(ToOuter(start), length);
        start = Math.Clamp(start, 0, Text.Length);
        var line = Array.BinarySearch(LineStarts, start);
        if (line < 0)
            line = ~line - 1;
        return new(Path, line + 1, start - LineStarts[line] + 1, Math.Max(1, length));
    }

    /// <summary>A line of the file without its end, by 1-based number; of the outermost text if this one is embedded.</summary>
    public string Line(int number)
    {
        if (_outer is not null)
            return _outer.Line(number);
        if (number < 1 || number > LineStarts.Length)
            return "";
        var end = number < LineStarts.Length ? LineStarts[number] : Text.Length;
        return Text[LineStarts[number - 1]..end].TrimEnd('\r', '\n');
    }

    private int ToOuter(int offset)
    {
        int low = 0, high = _segments.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_segments[middle].Start <= offset)
                low = middle;
            else
                high = middle - 1;
        }
        return _segments[low].OuterStart + (offset - _segments[low].Start);
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
