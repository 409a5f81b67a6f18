using System.Text;

namespace Converge.Linux.Machine.Apt;

/// <summary>A paragraph of one of Debian's control files: fields, of which those that were asked for are found.</summary>
internal readonly ref struct Stanza(ReadOnlySpan<byte> text)
{
    public ReadOnlySpan<byte> Text { get; } = text;

    /// <summary>The paragraphs of a file; an empty line divides them.</summary>
    public static Paragraphs Of(ReadOnlySpan<byte> file) => new(file);

    /// <summary>The first line of a field, without blanks around it; empty if there is none.</summary>
    /// <param name="name">With its colon.</param>
    public ReadOnlySpan<byte> Field(ReadOnlySpan<byte> name)
    {
        for (var rest = Text; !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            if (Ascii.EqualsIgnoreCase(line[..Math.Min(name.Length, line.Length)], name))
                return line[name.Length..].Trim(" \t\r"u8);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        return [];
    }

    /// <inheritdoc cref="Field"/>
    public string TextOf(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(Field(name));

    internal ref struct Paragraphs(ReadOnlySpan<byte> file)
    {
        private ReadOnlySpan<byte> _rest = file;

        public Stanza Current { get; private set; }

        public readonly Paragraphs GetEnumerator() => this;

        public bool MoveNext()
        {
            _rest = _rest.TrimStart("\n\r"u8);
            if (_rest.IsEmpty)
                return false;
            var end = _rest.IndexOf("\n\n"u8);
            Current = new(end < 0 ? _rest : _rest[..(end + 1)]);
            _rest = end < 0 ? [] : _rest[(end + 1)..];
            return true;
        }
    }
}
