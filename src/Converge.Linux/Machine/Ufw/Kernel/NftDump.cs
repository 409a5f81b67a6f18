using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Converge.Resources.Firewall;

namespace Converge.Linux.Machine.Ufw.Kernel;

/// <summary>
/// Chains and rules of nftables, by the messages that 'nft' itself sends: one for all chains of a family, one for all rules
/// of the table.
/// </summary>
internal ref struct NftDump
{
    private const int Tries = 4;
    private const int LargestMessage = 64 * 1024;
    private const int MessageHead = 16;
    private const int FamilyHead = 4;
    private const int AttributeHead = 4;
    private const int Subsystem = 10 << 8;
    private const int GetChain = 4;
    private const int GetRule = 7;
    private const ushort RequestDump = 0x301;
    private const ushort Interrupted = 0x10;
    private const int Error = 2;
    private const int Done = 3;

    private readonly int _socket;
    private readonly FirewallFamily _family;
    private readonly byte[] _buffer;
    private readonly FilterTable _table = new();
    private FilterChain? _chain;
    private int _generation = -1;

    private NftDump(int socket, FirewallFamily family, byte[] buffer)
    {
        _socket = socket;
        _family = family;
        _buffer = buffer;
    }

    /// <param name="error">The number of the error that the kernel answers with, or 0.</param>
    /// <returns>Null if the kernel does not say.</returns>
    public static FilterTable? Read(FirewallFamily family, out int error)
    {
        var socket = LibC.OpenSocket(LibC.NetlinkFamily, LibC.NetfilterProtocol);
        error = Math.Max(-socket, 0);
        if (socket < 0)
            return null;
        var buffer = ArrayPool<byte>.Shared.Rent(LargestMessage);
        try
        {
            // Somebody may change it between two answers.
            for (var tries = 0; tries < Tries; tries++)
            {
                var dump = new NftDump(socket, family, buffer);
                var result = dump.Ask(GetChain, NftAttributes.ChainTable);
                if (result == 0)
                    result = dump.Ask(GetRule, NftAttributes.RuleTable);
                error = -result;
                if (error != LibC.Interrupted)
                    return error == 0 ? dump._table : null;
            }
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _ = LibC.Close(socket);
        }
    }

    /// <param name="tableAttribute">Older kernels tell of all tables nevertheless.</param>
    /// <returns>0, or minus the number of the error.</returns>
    private int Ask(int kind, int tableAttribute)
    {
        var length = MessageHead + FamilyHead + AttributeHead + NftAttributes.Table.Length;
        Span<byte> message = stackalloc byte[NetlinkAttributes.Align(length)];
        message.Clear();
        MemoryMarshal.Write(message, message.Length);
        MemoryMarshal.Write(message[4..], (ushort)(Subsystem | kind));
        MemoryMarshal.Write(message[6..], RequestDump);
        message[MessageHead] = (byte)(_family == FirewallFamily.V6 ? LibC.Internet6Family : LibC.InternetFamily);
        MemoryMarshal.Write(message[(MessageHead + FamilyHead)..], (ushort)(AttributeHead + NftAttributes.Table.Length));
        MemoryMarshal.Write(message[(MessageHead + FamilyHead + 2)..], (ushort)tableAttribute);
        NftAttributes.Table.CopyTo(message[(length - NftAttributes.Table.Length)..]);
        var sent = LibC.Send(_socket, message);
        return sent < 0 ? sent : Receive(kind);
    }

    private int Receive(int kind)
    {
        var result = 0;
        while (true)
        {
            var count = LibC.Receive(_socket, _buffer);
            if (count <= 0)
                return count < 0 ? count : -LibC.InvalidArgument;
            for (var rest = (ReadOnlySpan<byte>)_buffer.AsSpan(0, count); rest.Length >= MessageHead;)
            {
                var length = MemoryMarshal.Read<int>(rest);
                if (length < MessageHead || length > rest.Length)
                    return -LibC.InvalidArgument;
                var (type, flags) = (MemoryMarshal.Read<ushort>(rest[4..]), MemoryMarshal.Read<ushort>(rest[6..]));
                if ((flags & Interrupted) != 0)
                    result = -LibC.Interrupted;
                if (type is Error or Done)
                    return length >= MessageHead + sizeof(int) && MemoryMarshal.Read<int>(rest[MessageHead..]) is < 0 and var code ? code : result;
                if (length >= MessageHead + FamilyHead && !Take(kind, rest[MessageHead..length]))
                    result = -LibC.Interrupted;
                rest = rest[Math.Min(NetlinkAttributes.Align(length), rest.Length)..];
            }
        }
    }

    /// <returns>False if it is of another generation of the rules than what came before.</returns>
    private bool Take(int kind, ReadOnlySpan<byte> message)
    {
        int generation = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        if (_generation >= 0 && generation != _generation)
            return false;
        _generation = generation;
        if (kind == GetChain)
            AddChain(message[FamilyHead..]);
        else
            AddRule(message[FamilyHead..]);
        return true;
    }

    private readonly void AddChain(ReadOnlySpan<byte> attributes)
    {
        string? name = null;
        string? policy = null;
        foreach (var attribute in new NetlinkAttributes(attributes))
        {
            if (attribute.Kind == NftAttributes.ChainTable && !NftAttributes.IsTable(attribute.Value))
                return;
            if (attribute.Kind == NftAttributes.ChainName)
                name = attribute.Text;
            else if (attribute.Kind == NftAttributes.ChainPolicy)
                policy = attribute.Number == NftAttributes.Accept ? FilterTable.Accept : FilterTable.Drop;
        }
        if (name is not null)
            _table.Add(new(name, policy));
    }

    private void AddRule(ReadOnlySpan<byte> attributes)
    {
        foreach (var attribute in new NetlinkAttributes(attributes))
        {
            if (attribute.Kind == NftAttributes.RuleTable && !NftAttributes.IsTable(attribute.Value))
                return;
            // Rules of a chain come together.
            if (attribute.Kind == NftAttributes.RuleChain && attribute.Text is var name && name != _chain?.Name)
                _chain = _table[name];
            else if (attribute.Kind == NftAttributes.RuleExpressions)
                _chain?.Rules.Add(NftAttributes.Rule(attribute.Value));
        }
    }
}
