using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Converge.Linux.Machine.Ufw.Kernel;

/// <summary>The attributes of a message of netlink, one after the other; an enumerator that allocates nothing.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private const int Head = 4;
    private const int KindMask = 0x3fff;

    private ReadOnlySpan<byte> _rest = bytes;

    public int Kind { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The attribute itself, for a loop.</summary>
    public readonly NetlinkAttributes Current => this;

    public readonly uint Number => BinaryPrimitives.ReadUInt32BigEndian(Value);

    public readonly string Text => Encoding.UTF8.GetString(Value.TrimEnd((byte)0));

    public readonly NetlinkAttributes GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.Length < Head)
            return false;
        var length = (int)MemoryMarshal.Read<ushort>(_rest);
        if (length < Head || length > _rest.Length)
            return false;
        Kind = MemoryMarshal.Read<ushort>(_rest[2..]) & KindMask;
        Value = _rest[Head..length];
        _rest = _rest[Math.Min(Align(length), _rest.Length)..];
        return true;
    }

    public static int Align(int length) => (length + 3) & ~3;
}
