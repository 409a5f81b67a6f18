using System.Buffers.Binary;

namespace Converge.Linux.Machine.Apt.Lists;

/// <summary>A block of LZ4: texts as they are, and copies of what came before, by turns.</summary>
/// <remarks>https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md</remarks>
internal static class Lz4Block
{
    private const int More = 15;
    private const int ShortestCopy = 4;

    /// <param name="text">What copies may refer to, and room for the block behind it.</param>
    /// <param name="position">Where the block starts.</param>
    /// <returns>Where it ends.</returns>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static int Unpack(ReadOnlySpan<byte> packed, Span<byte> text, int position)
    {
        while (true)
        {
            var token = Take(ref packed, 1)[0];
            var length = Length(token >> 4, ref packed);
            if (length > text.Length - position)
                throw TooLong();
            Take(ref packed, length).CopyTo(text[position..]);
            position += length;
            // The last text has no copy behind it.
            if (packed.IsEmpty)
                return position;
            var offset = BinaryPrimitives.ReadUInt16LittleEndian(Take(ref packed, sizeof(ushort)));
            length = Length(token & More, ref packed) + ShortestCopy;
            if (offset == 0 || offset > position)
                throw new InvalidDataException("a copy refers to what is not there");
            if (length < 0 || length > text.Length - position)
                throw TooLong();
            Copy(text, position, offset, length);
            position += length;
        }
    }

    /// <summary>What is copied may be longer than what there is of it yet: then it repeats.</summary>
    private static void Copy(Span<byte> text, int position, int offset, int length)
    {
        var start = position - offset;
        while (length > 0)
        {
            var count = Math.Min(length, position - start);
            text.Slice(start, count).CopyTo(text[position..]);
            position += count;
            length -= count;
        }
    }

    private static int Length(int length, ref ReadOnlySpan<byte> packed)
    {
        if (length < More)
            return length;
        byte next;
        do
        {
            next = Take(ref packed, 1)[0];
            length += next;
        }
        while (next == byte.MaxValue);
        return length;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> packed, int count)
    {
        if (count > packed.Length)
            throw new InvalidDataException("a block ends too early");
        var taken = packed[..count];
        packed = packed[count..];
        return taken;
    }

    private static InvalidDataException TooLong() => new("a block holds more than it may");
}
