using System.Text;
using System.Text.Json;
using Converge.Protocol;
using Converge.Server.Storage.Documents;

namespace Converge.Server.Storage.Export;

/// <summary>
/// All of a storage as lines of JSON, each an object with one member that says what it is. The first line has the version, the last
/// one how many of each there are: without it a part is missing. docs/server-storage.md describes it.
/// </summary>
public static class StorageExport
{
    /// <summary>Of the format.</summary>
    public const int Version = 1;

    internal const string Header = "converge_export";
    internal const string Generation = "generation";
    internal const string Node = "node";
    internal const string Record = "record";
    internal const string Run = "run";
    internal const string Report = "report";
    internal const string Audit = "audit";
    internal const string End = "end";

    private const int RunsAtOnce = 200;
    private const byte Line = (byte)'\n';

    /// <summary>Writes what there is. What changes meanwhile may be in it or not, but each thing is whole.</summary>
    public static async Task<StorageCounts> WriteAsync(IStorage storage, Stream stream, DateTimeOffset now, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(stream);
        var generation = await storage.Nodes.GenerationAsync(cancel);
        await WriteLineAsync(
            stream,
            writer =>
            {
                writer.WriteNumber(Header, Version);
                writer.WriteString("at", now);
                writer.WriteNumber(Generation, generation);
            },
            cancel);
        var counts = new StorageCounts(
            await WriteNodesAsync(storage.Nodes, stream, cancel),
            await WriteRecordsAsync(storage.Records, stream, cancel),
            await WriteRunsAsync(storage.Runs, stream, cancel),
            await WriteAuditAsync(storage.Audit, stream, cancel));
        await WriteLineAsync(
            stream,
            writer =>
            {
                writer.WriteStartObject(End);
                writer.WriteNumber("nodes", counts.Nodes);
                writer.WriteNumber("records", counts.Records);
                writer.WriteNumber("runs", counts.Runs);
                writer.WriteNumber("audit", counts.Audit);
                writer.WriteEndObject();
            },
            cancel);
        await stream.FlushAsync(cancel);
        return counts;
    }

    private static async Task<int> WriteNodesAsync(INodeStorage nodes, Stream stream, CancellationToken cancel)
    {
        var (count, sharing) = (0, new Sharing());
        await foreach (var node in nodes.ReadAllAsync(documents: true, cancel))
        {
            await WriteLineAsync(stream, writer => WriteRaw(writer, Node, Encoding.UTF8.GetString(StoredNode.From(node, sharing).Write(node.Revision, 0))), cancel);
            count++;
        }
        return count;
    }

    private static async Task<int> WriteRecordsAsync(IRecordStorage records, Stream stream, CancellationToken cancel)
    {
        var count = 0;
        foreach (var kind in await records.KindsAsync(cancel))
        {
            foreach (var record in await records.ListAsync(kind, cancel))
            {
                await WriteLineAsync(
                    stream,
                    writer =>
                    {
                        writer.WriteStartObject(Record);
                        writer.WriteString("kind", record.Kind);
                        writer.WriteString("key", record.Key);
                        // As a text: its bytes are signed or hashed, perhaps, and may have line breaks.
                        writer.WriteString("value", record.Json.Span);
                        writer.WriteEndObject();
                    },
                    cancel);
                count++;
            }
        }
        return count;
    }

    private static async Task<int> WriteRunsAsync(IRunStorage runs, Stream stream, CancellationToken cancel)
    {
        var count = 0;
        for (Page<RunSummary>? page = null; page is null or { Next: not null };)
        {
            page = await runs.ListAsync(new(), page?.Next, RunsAtOnce, cancel);
            foreach (var run in page.Items)
            {
                // It may have been removed since.
                if (await runs.ReadReportAsync(run.Id, cancel) is not { } report)
                    continue;
                await WriteLineAsync(
                    stream,
                    writer =>
                    {
                        WriteRaw(writer, Run, JsonSerializer.Serialize(run, ProtocolJson.Default.RunSummary));
                        writer.WriteBase64String(Report, report.Span);
                    },
                    cancel);
                count++;
            }
        }
        return count;
    }

    private static async Task<int> WriteAuditAsync(IAuditStorage audit, Stream stream, CancellationToken cancel)
    {
        var count = 0;
        await foreach (var entry in audit.ReadAllAsync(cancel))
        {
            await WriteLineAsync(stream, writer => WriteRaw(writer, Audit, JsonSerializer.Serialize(entry, ProtocolJson.Default.AuditEntry)), cancel);
            count++;
        }
        return count;
    }

    private static void WriteRaw(Utf8JsonWriter writer, string name, string json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    private static async Task WriteLineAsync(Stream stream, Action<Utf8JsonWriter> members, CancellationToken cancel)
    {
        await using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
            await writer.FlushAsync(cancel);
        }
        await stream.WriteAsync(new[] { Line }, cancel);
    }
}

/// <summary>How much there is.</summary>
public sealed record StorageCounts(int Nodes, int Records, int Runs, int Audit);
