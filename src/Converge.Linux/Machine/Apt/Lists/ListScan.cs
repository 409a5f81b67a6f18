using System.Buffers;

namespace Converge.Linux.Machine.Apt.Lists;

/// <summary>Takes names and versions out of a list of packages, in pieces: a list has up to sixty million bytes.</summary>
internal static class ListScan
{
    private const int Piece = 1 << 20;

    public static void Scan(Stream list, OfferTable table)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        var length = 0;
        while (true)
        {
            var count = list.Read(buffer.AsSpan(length));
            length += count;
            var done = Scan(buffer.AsSpan(0, length), isEnd: count == 0, table);
            if (count == 0)
                break;
            buffer.AsSpan(done, length - done).CopyTo(buffer);
            length -= done;
            if (length == buffer.Length)
                Array.Resize(ref buffer, length * 2);
        }
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <returns>How many bytes are done with: the last paragraph may not be there wholly.</returns>
    private static int Scan(ReadOnlySpan<byte> text, bool isEnd, OfferTable table)
    {
        for (var start = 0; ;)
        {
            var end = text[start..].IndexOf("\n\n"u8);
            if (end < 0 && !isEnd)
                return start;
            Add(end < 0 ? text[start..] : text.Slice(start, end + 1), table);
            if (end < 0)
                return text.Length;
            start += end + 2;
        }
    }

    private static void Add(ReadOnlySpan<byte> paragraph, OfferTable table)
    {
        paragraph = paragraph.TrimStart((byte)'\n');
        var name = Field(paragraph, "Package: "u8);
        var version = Field(paragraph, "\nVersion: "u8);
        if (!name.IsEmpty && !version.IsEmpty)
            table.Add(name, version, Field(paragraph, "\nArchitecture: "u8));
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> paragraph, ReadOnlySpan<byte> name)
    {
        // Other software than Debian's may put other fields before the name.
        var start = name[0] == (byte)'\n' || paragraph.StartsWith(name) ? paragraph.IndexOf(name) : LineStart(paragraph, name);
        if (start < 0)
            return [];
        var rest = paragraph[(start + name.Length)..];
        var end = rest.IndexOf((byte)'\n');
        return (end < 0 ? rest : rest[..end]).Trim((byte)' ');
    }

    private static int LineStart(ReadOnlySpan<byte> paragraph, ReadOnlySpan<byte> name)
    {
        for (var start = 0; start < paragraph.Length;)
        {
            if (paragraph[start..].StartsWith(name))
                return start;
            var end = paragraph[start..].IndexOf((byte)'\n');
            if (end < 0)
                break;
            start += end + 1;
        }
        return -1;
    }
}
