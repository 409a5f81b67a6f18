using Converge.Language.Text;

namespace Converge.Language.Yaml;

/// <summary>
/// Finds for each character of a scalar's text where it stands in the file. The text itself is known; what is read again
/// here is only how quotes, escapes, indentation and line folding moved it.
/// </summary>
internal ref struct ScalarSegments
{
    private readonly YamlScalar _scalar;
    private readonly ReadOnlySpan<char> _file;
    private readonly List<SourceText.Segment> _segments;

    /// <summary>How many characters of the text have been placed.</summary>
    private int _placed;

    private ScalarSegments(YamlScalar scalar)
    {
        _scalar = scalar;
        _file = scalar.Source.Text.AsSpan(0, scalar.End);
        _segments = [];
    }

    public static IReadOnlyList<SourceText.Segment> Find(YamlScalar scalar)
    {
        var finder = new ScalarSegments(scalar);
        switch (scalar.Style)
        {
            case YamlScalarStyle.Plain:
                finder.PlaceFlow(scalar.Start, scalar.End);
                break;
            case YamlScalarStyle.SingleQuoted or YamlScalarStyle.DoubleQuoted:
                finder.PlaceFlow(scalar.Start + 1, scalar.End - 1);
                break;
            default:
                new BlockSegments(scalar, finder._segments).Place();
                break;
        }
        return finder._segments;
    }

    /// <summary>Notes that the text goes on at a position of the file.</summary>
    public static void Add(List<SourceText.Segment> segments, int placed, int at)
    {
        if (segments.Count > 0)
        {
            var last = segments[^1];
            if (at - last.OuterStart == placed - last.Start)
                return;
            if (last.Start == placed)
                segments.RemoveAt(segments.Count - 1);
        }
        segments.Add(new(placed, at));
    }

    private void PlaceFlow(int at, int end)
    {
        while (at < end)
        {
            var character = _file[at];
            if (character is ' ' or '\t' or '\r' or '\n')
                at = PlaceBlanks(at, end);
            else if (character == '\\' && _scalar.Style == YamlScalarStyle.DoubleQuoted)
                at = PlaceEscape(at, end);
            else if (character == '\'' && _scalar.Style == YamlScalarStyle.SingleQuoted)
                at = Place(at, 1, 2);
            else
                at = Place(at, 1, 1);
        }
        Add(_segments, _placed, end);
    }

    private int Place(int at, int characters, int width)
    {
        Add(_segments, _placed, at);
        _placed += characters;
        return at + width;
    }

    /// <summary>Blanks inside a line are themselves. One line break is a blank, each further one is itself.</summary>
    private int PlaceBlanks(int at, int end)
    {
        var next = at;
        while (next < end && _file[next] is ' ' or '\t')
            next++;
        if (next == end || _file[next] is not ('\r' or '\n'))
            return Place(at, next - at, next - at);
        var afterBreak = SkipBreak(next);
        var breaks = PlaceBreaks(afterBreak, end, out var after);
        if (breaks == 0)
            Place(next, 1, 1);
        return after;
    }

    private int PlaceBreaks(int at, int end, out int after)
    {
        var breaks = 0;
        while (at < end && _file[at] is ' ' or '\t' or '\r' or '\n')
        {
            if (_file[at] is ' ' or '\t')
            {
                at++;
                continue;
            }
            Place(at, 1, 1);
            breaks++;
            at = SkipBreak(at);
        }
        after = at;
        return breaks;
    }

    private int PlaceEscape(int at, int end)
    {
        if (at + 1 >= end)
            return Place(at, 1, 1);
        switch (_file[at + 1])
        {
            case '\r' or '\n':
                PlaceBreaks(SkipBreak(at + 1), end, out var after);
                return after;
            case 'x':
                return Place(at, 1, 4);
            case 'u':
                return Place(at, 1, 6);
            case 'U':
                var isPair = at + 5 < end && _file.Slice(at + 2, 4).ContainsAnyExcept('0');
                return Place(at, isPair ? 2 : 1, 10);
            default:
                return Place(at, 1, 2);
        }
    }

    private int SkipBreak(int at) => _file[at] == '\r' && at + 1 < _file.Length && _file[at + 1] == '\n' ? at + 2 : at + 1;
}
