using System.Text;

namespace Converge.Linux.Resources.Texts;

/// <summary>
/// The lines of a file. Those that nobody touches stay as they are, byte for byte, also where they are no text; new ones end
/// as the first one does, and a file without a newline at its end stays one.
/// </summary>
internal sealed class TextLines
{
    private readonly List<Line> _lines = [];
    private readonly string _end;
    private readonly bool _lacksEnd;

    public TextLines(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var newline = content.IndexOf((byte)'\n');
            var length = newline < 0 ? content.Length : newline + 1;
            _lines.Add(Line.Of(content[..length]));
            content = content[length..];
        }
        _lacksEnd = _lines is [.., { End: "" }];
        _end = _lines is [{ End: { Length: > 0 } first }, ..] ? first : "\n";
    }

    public int Count => _lines.Count;

    /// <summary>A line without its end.</summary>
    public string this[int index]
    {
        get => _lines[index].Text;
        set => _lines[index] = new(Encoding.UTF8.GetBytes(value), value, _lines[index].End);
    }

    public IEnumerable<string> Texts => _lines.Select(static line => line.Text);

    public void Insert(int index, string text) => _lines.Insert(index, new(Encoding.UTF8.GetBytes(text), text, _end));

    public void Add(string text) => Insert(Count, text);

    public void RemoveAt(int index) => _lines.RemoveAt(index);

    public int FindIndex(Predicate<string> isIt) => _lines.FindIndex(line => isIt(line.Text));

    public int FindLastIndex(Predicate<string> isIt) => _lines.FindLastIndex(line => isIt(line.Text));

    /// <returns>Those that were there, in their order.</returns>
    public List<string> RemoveAll(Predicate<string> isIt)
    {
        var removed = Texts.Where(text => isIt(text)).ToList();
        _lines.RemoveAll(line => isIt(line.Text));
        return removed;
    }

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        for (var index = 0; index < _lines.Count; index++)
        {
            var line = _lines[index];
            bytes.Write(line.Content);
            if (!_lacksEnd || index < _lines.Count - 1)
                bytes.Write(Encoding.ASCII.GetBytes(line.End.Length == 0 ? _end : line.End));
        }
        return bytes.ToArray();
    }

    /// <param name="End">Empty where the file ends without a newline.</param>
    private readonly record struct Line(byte[] Content, string Text, string End)
    {
        public static Line Of(ReadOnlySpan<byte> raw)
        {
            var end = raw.EndsWith("\r\n"u8) ? "\r\n" : raw.EndsWith("\n"u8) ? "\n" : "";
            var content = raw[..^end.Length];
            return new(content.ToArray(), Encoding.UTF8.GetString(content), end);
        }
    }
}
