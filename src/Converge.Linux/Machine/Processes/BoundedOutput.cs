using System.Globalization;
using System.Text;

namespace Converge.Linux.Machine.Processes;

/// <summary>The beginning and the end of what a process says; what is between is only counted.</summary>
internal sealed class BoundedOutput(int limit)
{
    private readonly int _headLimit = limit - (limit / 2);
    private readonly byte[] _tail = new byte[limit / 2 > MostEager ? 0 : limit / 2];
    private byte[] _head = [];
    private int _headLength;
    private long _behindHead;

    // A large limit is for content that is wanted whole: there is no end to keep.
    private const int MostEager = 1 << 20;

    public bool IsWhole => _behindHead <= _tail.Length;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var toHead = Math.Min(bytes.Length, (_tail.Length == 0 ? limit : _headLimit) - _headLength);
        if (_head.Length < _headLength + toHead)
            Array.Resize(ref _head, Math.Max(_headLength + toHead, _head.Length * 2));
        bytes[..toHead].CopyTo(_head.AsSpan(_headLength));
        _headLength += toHead;
        bytes = bytes[toHead..];
        if (_tail.Length == 0)
        {
            _behindHead += bytes.Length;
            return;
        }
        foreach (var b in bytes)
            _tail[_behindHead++ % _tail.Length] = b;
    }

    /// <summary>All of it, as it came; only if it is whole.</summary>
    public byte[] ToArray() => [.. _head.AsSpan(0, _headLength), .. Tail()];

    public override string ToString()
    {
        if (IsWhole)
            return Encoding.UTF8.GetString(ToArray());
        var leftOut = string.Create(CultureInfo.InvariantCulture, $"\n[{_behindHead - _tail.Length} bytes left out]\n");
        return $"{Encoding.UTF8.GetString(CutEnd(_head.AsSpan(0, _headLength)))}{leftOut}{Encoding.UTF8.GetString(CutStart(Tail()))}";
    }

    private byte[] Tail()
    {
        if (_behindHead <= _tail.Length)
            return _tail[..(int)_behindHead];
        var start = (int)(_behindHead % _tail.Length);
        return [.. _tail.AsSpan(start), .. _tail.AsSpan(0, start)];
    }

    // No half characters where it was cut.
    private static ReadOnlySpan<byte> CutStart(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && IsInside(text[0]))
            text = text[1..];
        return text;
    }

    private static ReadOnlySpan<byte> CutEnd(ReadOnlySpan<byte> text)
    {
        var end = text.Length - 1;
        while (end > 0 && IsInside(text[end]))
            end--;
        return end >= 0 && text[end] >= 0b1100_0000 ? text[..end] : text;
    }

    private static bool IsInside(byte b) => (b & 0b1100_0000) == 0b1000_0000;
}
