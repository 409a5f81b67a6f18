using System.Globalization;
using System.Text;
using System.Text.Json;
using Converge.Protocol;
using Converge.Server.Storage.Documents;

namespace Converge.Server.Storage.Export;

/// <summary>Fills an empty storage with what another one exported.</summary>
public static class StorageImport
{
    // As many as are written together without anybody waiting for them.
    private const int AtOnce = 256;

    /// <exception cref="StorageException">
    /// The storage is not empty, or it is no whole export; what was read until then is in the storage, which is of no use any more.
    /// </exception>
    public static async Task<StorageCounts> ReadAsync(IStorage storage, Stream stream, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(storage);
        if (!await IsEmptyAsync(storage, cancel))
            throw new StorageException("the storage is not empty", "import into a new folder or a new database");
        using var reader = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var import = new Reading(storage);
        try
        {
            await import.RunAsync(reader, cancel);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new StorageException(string.Create(CultureInfo.InvariantCulture, $"line {import.Line} is not of an export: {e.Message}"), cause: e);
        }
        return import.Counts;
    }

    private static async Task<bool> IsEmptyAsync(IStorage storage, CancellationToken cancel)
    {
        await foreach (var node in storage.Nodes.ReadAllAsync(documents: false, cancel))
            return node is null;
        return (await storage.Records.KindsAsync(cancel)).Count == 0
            && (await storage.Runs.ListAsync(new(), null, 1, cancel)).Items.Count == 0
            && (await storage.Audit.ListAsync(null, null, 1, cancel)).Items.Count == 0;
    }

    private sealed class Reading(IStorage storage)
    {
        private static readonly JsonDocumentOptions Options = new() { MaxDepth = 96 };

        private readonly Sharing _sharing = new();
        private readonly List<Task> _pending = [];
        private readonly List<AuditEntry> _audit = [];
        private bool _isWhole;

        public long Line { get; private set; }

        public StorageCounts Counts { get; private set; } = new(0, 0, 0, 0);

        public async Task RunAsync(StreamReader reader, CancellationToken cancel)
        {
            var generation = 0L;
            while (await reader.ReadLineAsync(cancel) is { } text)
            {
                Line++;
                using var line = JsonDocument.Parse(text, Options);
                if (_isWhole)
                    throw new FormatException("there is more behind the end");
                if (Line == 1)
                    generation = ReadHeader(line.RootElement);
                else
                    Begin(line.RootElement, cancel);
                if (_pending.Count >= AtOnce || _audit.Count >= AtOnce)
                    await FinishAsync(cancel);
            }
            await FinishAsync(cancel);
            if (!_isWhole)
                throw new StorageException("the export ends early", "expected a last line with 'end'");
            await ((IStorageImport)storage).RaiseGenerationAsync(generation, cancel);
        }

        private static long ReadHeader(JsonElement line)
        {
            if (!line.TryGetProperty(StorageExport.Header, out var version))
                throw new StorageException("this is no export", $"expected a first line with '{StorageExport.Header}'");
            return version.GetInt32() <= StorageExport.Version
                ? line.GetProperty(StorageExport.Generation).GetInt64()
                : throw new StorageException($"the export is of a newer server: its version is {version}, expected {StorageExport.Version} at most");
        }

        private void Begin(JsonElement line, CancellationToken cancel)
        {
            if (line.TryGetProperty(StorageExport.Node, out var node))
            {
                _pending.Add(PutAsync(StoredNode.Read(Encoding.UTF8.GetBytes(node.GetRawText()), _sharing, out _), cancel));
                Counts = Counts with { Nodes = Counts.Nodes + 1 };
            }
            else if (line.TryGetProperty(StorageExport.Record, out var record))
            {
                _pending.Add(PutAsync(new StoredRecord(record.GetProperty("kind").GetString()!, record.GetProperty("key").GetString()!, Encoding.UTF8.GetBytes(record.GetProperty("value").GetString()!)), cancel));
                Counts = Counts with { Records = Counts.Records + 1 };
            }
            else if (line.TryGetProperty(StorageExport.Run, out var run))
            {
                _pending.Add(AddAsync(run.Deserialize(ProtocolJson.Default.RunSummary)!, line.GetProperty(StorageExport.Report).GetBytesFromBase64(), cancel));
                Counts = Counts with { Runs = Counts.Runs + 1 };
            }
            else if (line.TryGetProperty(StorageExport.Audit, out var entry))
            {
                _audit.Add(entry.Deserialize(ProtocolJson.Default.AuditEntry)!);
                Counts = Counts with { Audit = Counts.Audit + 1 };
            }
            else if (line.TryGetProperty(StorageExport.End, out var end))
            {
                Check(end);
            }
            else
            {
                throw new FormatException("it is of no kind that is known");
            }
        }

        private async Task PutAsync(NodeRecord node, CancellationToken cancel)
        {
            if (await storage.Nodes.PutAsync(node with { Revision = 0 }, cancel) is null)
                throw new FormatException($"there are two nodes '{node.Name}'");
        }

        private async Task PutAsync(StoredRecord record, CancellationToken cancel)
        {
            if (await storage.Records.PutAsync(record, cancel) is null)
                throw new FormatException($"there are two records '{record.Key}' of kind '{record.Kind}'");
        }

        private async Task AddAsync(RunSummary run, byte[] report, CancellationToken cancel)
        {
            if (!await storage.Runs.AddAsync(run, report, cancel))
                throw new FormatException($"there are two runs '{run.Id}'");
        }

        private async Task FinishAsync(CancellationToken cancel)
        {
            await Task.WhenAll(_pending);
            _pending.Clear();
            if (_audit.Count > 0)
                await ((IStorageImport)storage).RestoreAuditAsync([.. _audit], cancel);
            _audit.Clear();
        }

        private void Check(JsonElement end)
        {
            var expected = new StorageCounts(end.GetProperty("nodes").GetInt32(), end.GetProperty("records").GetInt32(), end.GetProperty("runs").GetInt32(), end.GetProperty("audit").GetInt32());
            if (expected != Counts)
                throw new FormatException($"the end says '{expected}', found '{Counts}'");
            _isWhole = true;
        }
    }
}
