using System.Buffers;
using System.Buffers.Binary;

namespace Converge.Linux.Machine.Apt.Lists;

/// <summary>
/// Reads what was compressed with LZ4, which apt uses where lists are to take less room; the platform cannot. Sums are
/// passed over: what a list says was signed, and apt checked it when it came.
/// </summary>
/// <remarks>https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md</remarks>
internal sealed class Lz4Stream(Stream file) : Stream
{
    private const uint Magic = 0x184D2204;
    private const uint NotCompressed = 0x8000_0000;
    private const int Window = 64 * 1024;
    private const int SmallestBlock = 4;
    private const int LargestBlock = 7;

    private byte[] _packed = [];

    // What a block may refer to, and behind it the block itself.
    private byte[] _text = [];
    private int _blockSize;
    private int _history;
    private int _start;
    private int _end;
    private bool _hasBlockSums;
    private bool _hasSum;
    private bool _isEnd;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_start == _end)
        {
            if (_isEnd || !ReadBlock())
                return 0;
        }
        var count = Math.Min(buffer.Length, _end - _start);
        _text.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            Return(ref _packed);
            Return(ref _text);
        }
        base.Dispose(disposing);
    }

    /// <returns>Whether there was one.</returns>
    private bool ReadBlock()
    {
        if (_blockSize == 0 && !ReadHeader())
            return false;
        Span<byte> number = stackalloc byte[sizeof(uint)];
        file.ReadExactly(number);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(number);
        if (size == 0)
        {
            // Another frame may follow.
            if (_hasSum)
                file.ReadExactly(number);
            _blockSize = 0;
            return true;
        }
        var (isPacked, length) = ((size & NotCompressed) == 0, (int)(size & ~NotCompressed));
        if (length > _blockSize)
            throw new InvalidDataException("a block is longer than it may be");
        KeepHistory();
        if (isPacked)
        {
            file.ReadExactly(_packed, 0, length);
            _end = Lz4Block.Unpack(_packed.AsSpan(0, length), _text.AsSpan(0, _history + _blockSize), _history);
        }
        else
        {
            file.ReadExactly(_text, _history, length);
            _end = _history + length;
        }
        _start = _history;
        if (_hasBlockSums)
            file.ReadExactly(number);
        return true;
    }

    private bool ReadHeader()
    {
        const int Version = 1;
        Span<byte> header = stackalloc byte[7];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) is var count && count < header.Length)
        {
            _isEnd = true;
            return count == 0 ? false : throw new InvalidDataException("it ends within its header");
        }
        var (flags, size) = (header[4], (header[5] >> 4) & 7);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic || flags >> 6 != Version || size is < SmallestBlock or > LargestBlock || (flags & 1) != 0)
            throw new InvalidDataException("it is no frame of LZ4");
        (_hasBlockSums, _hasSum) = ((flags & 0x10) != 0, (flags & 0x04) != 0);
        if ((flags & 0x08) != 0)
            file.ReadExactly(stackalloc byte[sizeof(ulong)]);
        _blockSize = 1 << ((2 * size) + 8);
        Return(ref _packed);
        Return(ref _text);
        _packed = ArrayPool<byte>.Shared.Rent(_blockSize);
        _text = ArrayPool<byte>.Shared.Rent(Window + _blockSize);
        (_history, _start, _end) = (0, 0, 0);
        return true;
    }

    private void KeepHistory()
    {
        var kept = Math.Min(Window, _end);
        _text.AsSpan(_end - kept, kept).CopyTo(_text);
        _history = kept;
    }

    private static void Return(ref byte[] buffer)
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }
}
