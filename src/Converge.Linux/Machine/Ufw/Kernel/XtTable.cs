using System.Runtime.InteropServices;
using System.Text;
using Converge.Linux.Machine.Files;
using Converge.Resources.Firewall;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Ufw.Kernel;

/// <summary>
/// The tables that iptables had before nftables, and has where the alternative 'iptables-legacy' is chosen: a block of entries
/// of different lengths, in which the place of an entry is its name. A chain begins behind an entry that says its name.
/// </summary>
internal sealed class XtTable
{
    private const int Tries = 4;
    private const int NameSize = 32;
    private const int GetInfo = 64;
    private const int GetEntries = 65;
    private const int InfoSize = 84;
    private const int HooksAt = 36;
    private const int UnderflowsAt = 56;
    private const int SizeAt = 80;
    private const int EntriesAt = 40;
    private const int ErrorNameSize = 30;
    private const int TargetHead = 32;
    private const int VersionLevel = 0;
    private const int Version6Level = 41;

    private static readonly string[] Hooks = ["", "INPUT", "FORWARD", "OUTPUT"];

    private readonly bool _isV6;
    private readonly byte[] _entries;
    private readonly FilterTable _table = new();
    private readonly Dictionary<int, FilterChain> _starts = [];

    // Where the traits of packets end, and so where the entry's own numbers stand.
    private int OffsetsAt => _isV6 ? 140 : 88;

    private int HeadSize => _isV6 ? 168 : 112;

    private int MatchSize => _isV6 ? 136 : 84;

    private XtTable(bool isV6, byte[] entries)
    {
        _isV6 = isV6;
        _entries = entries;
    }

    /// <returns>Null if the kernel has none of these tables, or does not say.</returns>
    public static FilterTable? Read(LinuxFiles files, FirewallFamily family)
    {
        var isV6 = family == FirewallFamily.V6;
        if (Names(files, isV6 ? "/proc/net/ip6_tables_names" : "/proc/net/ip_tables_names") is not { } names)
            return null;
        if (!names.Contains("filter", StringComparer.Ordinal))
            return new();
        var socket = LibC.OpenSocket(isV6 ? LibC.Internet6Family : LibC.InternetFamily, protocol: 255);
        if (socket < 0)
            return null;
        try
        {
            FilterTable? table = null;
            // Somebody may change it between both questions.
            for (var tries = 0; tries < Tries && table is null; tries++)
                table = Read(socket, isV6);
            return table;
        }
        finally
        {
            _ = LibC.Close(socket);
        }
    }

    private static string[]? Names(LinuxFiles files, string path)
    {
        try
        {
            return files.ReadThrough(path) is { } names ? Encoding.UTF8.GetString(names.Span).Split('\n') : null;
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    private static FilterTable? Read(int socket, bool isV6)
    {
        var level = isV6 ? Version6Level : VersionLevel;
        Span<byte> head = stackalloc byte[InfoSize];
        head.Clear();
        "filter"u8.CopyTo(head);
        if (LibC.GetOption(socket, level, GetInfo, head) < InfoSize)
            return null;
        var size = MemoryMarshal.Read<int>(head[SizeAt..]);
        var answer = new byte[EntriesAt + size];
        "filter"u8.CopyTo(answer);
        MemoryMarshal.Write(answer.AsSpan(NameSize), size);
        if (LibC.GetOption(socket, level, GetEntries, answer) < answer.Length)
            return null;
        var table = new XtTable(isV6, answer[EntriesAt..]);
        table.ReadStarts(head);
        table.ReadRules(head);
        return table._table;
    }

    private void ReadStarts(ReadOnlySpan<byte> head)
    {
        for (var hook = 1; hook < Hooks.Length; hook++)
        {
            var policy = Target(Number(head, UnderflowsAt, hook));
            Start(Number(head, HooksAt, hook), new(Hooks[hook], policy));
        }
        for (var at = 0; at < _entries.Length; at = Next(at))
        {
            if (ErrorName(at) is { } name && Next(at) < _entries.Length)
                Start(Next(at), new(name, null));
        }
    }

    private void Start(int at, FilterChain chain)
    {
        _starts[at] = chain;
        _table.Add(chain);
    }

    private void ReadRules(ReadOnlySpan<byte> head)
    {
        FilterChain? chain = null;
        for (var at = 0; at < _entries.Length; at = Next(at))
        {
            chain = _starts.GetValueOrDefault(at, chain!);
            // The last entry of a chain is its end: its policy, or a return.
            var isEnd = Next(at) >= _entries.Length || _starts.ContainsKey(Next(at)) || ErrorName(Next(at)) is not null;
            if (!isEnd && ErrorName(at) is null)
                chain?.Rules.Add(new(Target(at), IsForAll(at)));
        }
    }

    private static int Number(ReadOnlySpan<byte> head, int from, int index) => MemoryMarshal.Read<int>(head[(from + (sizeof(int) * index))..]);

    private int Next(int at) => MemoryMarshal.Read<ushort>(_entries.AsSpan(at + OffsetsAt + 2)) is > 0 and var length ? at + length : _entries.Length;

    private int TargetAt(int at) => at + MemoryMarshal.Read<ushort>(_entries.AsSpan(at + OffsetsAt));

    private bool IsForAll(int at) => TargetAt(at) == at + HeadSize && !_entries.AsSpan(at, MatchSize).ContainsAnyExcept((byte)0);

    private string TargetName(int at) => Text(_entries.AsSpan(TargetAt(at) + 2, TargetHead - 3));

    private string? ErrorName(int at) => TargetName(at) == "ERROR" ? Text(_entries.AsSpan(TargetAt(at) + TargetHead, ErrorNameSize)) : null;

    private string? Target(int at)
    {
        if (TargetName(at).Length > 0)
            return null;
        return MemoryMarshal.Read<int>(_entries.AsSpan(TargetAt(at) + TargetHead)) switch
        {
            // What falls through leads to the next entry, as a rule without a target does.
            var place and >= 0 => place == Next(at) ? null : _starts.GetValueOrDefault(place)?.Name,
            -1 => FilterTable.Drop,
            -2 => FilterTable.Accept,
            -5 => FilterTable.Return,
            _ => null,
        };
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes[..(bytes.IndexOf((byte)0) is >= 0 and var end ? end : bytes.Length)]);
}
