using System.Buffers.Binary;
using System.Text.Json;
using Converge.Protocol;

namespace Converge.Server.Storage.Folder;

/// <summary>
/// A run as a file: its summary, then its report, two parts of one gzip file, so that <c>zcat | jq</c> shows both. The first is not
/// compressed: so it is known where the second begins, and all summaries are read without unpacking anything.
/// </summary>
internal static class RunFile
{
    private const int Header = 10;
    private const int BlockHeader = 5;
    private const int Trailer = 8;

    // Of a block that is not compressed.
    private const int LongestSummary = ushort.MaxValue;

    // Identification, deflate, no flags, no time, no hints, Unix.
    private static ReadOnlySpan<byte> Start => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];

    /// <exception cref="ArgumentException">Its summary is too long.</exception>
    public static byte[] Write(RunSummary run, ReadOnlySpan<byte> report)
    {
        byte[] summary = [.. JsonSerializer.SerializeToUtf8Bytes(run, ProtocolJson.Default.RunSummary), (byte)'\n'];
        if (summary.Length > LongestSummary)
            throw new ArgumentException($"the summary of run '{run.Id}' has {summary.Length} bytes, {LongestSummary} are allowed", nameof(run));
        var file = new byte[Header + BlockHeader + summary.Length + Trailer + report.Length];
        Start.CopyTo(file);
        var rest = file.AsSpan(Header);
        // The last block of this part.
        rest[0] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(rest[1..], (ushort)summary.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[3..], (ushort)~summary.Length);
        summary.CopyTo(rest[BlockHeader..]);
        rest = rest[(BlockHeader + summary.Length)..];
        BinaryPrimitives.WriteUInt32LittleEndian(rest, Crc32.Of(summary));
        BinaryPrimitives.WriteInt32LittleEndian(rest[4..], summary.Length);
        report.CopyTo(rest[Trailer..]);
        return file;
    }

    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static RunSummary ReadSummary(string path)
    {
        // Most summaries end within the first read.
        Span<byte> start = stackalloc byte[1024];
        using var file = new FileStream(path, new FileStreamOptions { BufferSize = 0 });
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        var length = LengthOf(start);
        if (start.Length < length)
        {
            file.Position = 0;
            start = new byte[length];
            if (file.ReadAtLeast(start, length, throwOnEndOfStream: false) < length)
                throw new InvalidDataException("it ends early");
        }
        var summary = start[(Header + BlockHeader)..(length - Trailer)];
        if (BinaryPrimitives.ReadUInt32LittleEndian(start[(length - Trailer)..]) != Crc32.Of(summary))
            throw new InvalidDataException("its checksum is wrong");
        return JsonSerializer.Deserialize(summary, ProtocolJson.Default.RunSummary) ?? throw new InvalidDataException("it has no summary");
    }

    public static ReadOnlyMemory<byte> ReadReport(string path)
    {
        var file = File.ReadAllBytes(path);
        return file.AsMemory(LengthOf(file));
    }

    /// <summary>Of the first part.</summary>
    private static int LengthOf(ReadOnlySpan<byte> file)
    {
        if (file.Length < Header + BlockHeader || !file.StartsWith(Start) || file[Header] != 1)
            throw new InvalidDataException("it does not begin with the summary of a run");
        return Header + BlockHeader + BinaryPrimitives.ReadUInt16LittleEndian(file[(Header + 1)..]) + Trailer;
    }
}
