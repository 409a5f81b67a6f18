using System.Text.Json;

namespace Converge.Server.Storage.Folder;

/// <summary>A file for each record, and all of them in memory: they are small and few.</summary>
internal sealed class FolderRecords(FolderFiles files, FolderWriter writer, Action<StorageChange> changed) : IRecordStorage
{
    private const string Records = "records";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<string, StoredRecord>> _kinds = new(StringComparer.Ordinal);
    private long _revision;

    public void Load()
    {
        foreach (var folder in files.Folders(Records))
        {
            foreach (var name in files.Files($"{Records}/{folder}"))
            {
                var path = $"{Records}/{folder}/{name}";
                if (SmallFile.Read(files, path, root => Read(root, path)) is not { } record)
                    continue;
                Of(record.Kind)[record.Key] = record;
                _revision = Math.Max(_revision, record.Revision);
            }
        }
    }

    public ValueTask<IReadOnlyList<string>> KindsAsync(CancellationToken cancel)
    {
        lock (_lock)
            return new([.. _kinds.Where(static kind => kind.Value.Count > 0).Select(static kind => kind.Key).Order(StringComparer.Ordinal)]);
    }

    public ValueTask<StoredRecord?> FindAsync(string kind, string key, CancellationToken cancel) => new(Find(kind, key));

    public ValueTask<IReadOnlyList<StoredRecord>> ListAsync(string kind, CancellationToken cancel)
    {
        lock (_lock)
            return new(_kinds.TryGetValue(kind, out var records) ? [.. records.Values] : []);
    }

    public async ValueTask<long?> PutAsync(StoredRecord record, CancellationToken cancel)
    {
        RecordJson.Check(record);
        return await writer.ChangeAsync(PathOf(record.Kind, record.Key), () => Put(record), cancel);
    }

    public async ValueTask<bool> RemoveAsync(string kind, string key, long revision, CancellationToken cancel) =>
        await writer.ChangeAsync(PathOf(kind, key), () => Find(kind, key)?.Revision == revision ? Remove(kind, key) : new(answer: false), cancel);

    private Decision<long?> Put(StoredRecord record)
    {
        if ((Find(record.Kind, record.Key)?.Revision ?? 0) != record.Revision)
            return new(null);
        // Of its own: who gave it may use the memory for something else.
        var next = record with { Revision = ++_revision, Json = record.Json.ToArray() };
        var content = SmallFile.Write(writer =>
        {
            writer.WriteString("kind", next.Kind);
            writer.WriteString("key", next.Key);
            writer.WriteNumber("revision", next.Revision);
            writer.WritePropertyName("value");
            writer.WriteRawValue(next.Json.Span, skipInputValidation: true);
        });
        return new(next.Revision, [new(PathOf(next.Kind, next.Key), content)], () => Apply(next.Kind, next.Key, records => records[next.Key] = next));
    }

    private Decision<bool> Remove(string kind, string key) =>
        new(Answer: true, [new(PathOf(kind, key), null)], () => Apply(kind, key, records => records.Remove(key)));

    private void Apply(string kind, string key, Action<SortedDictionary<string, StoredRecord>> change)
    {
        lock (_lock)
            change(Of(kind));
        changed(new(ChangeKind.Record, key) { RecordKind = kind });
    }

    private StoredRecord? Find(string kind, string key)
    {
        lock (_lock)
            return _kinds.TryGetValue(kind, out var records) ? records.GetValueOrDefault(key) : null;
    }

    private SortedDictionary<string, StoredRecord> Of(string kind)
    {
        if (!_kinds.TryGetValue(kind, out var records))
            _kinds.Add(kind, records = new(StringComparer.Ordinal));
        return records;
    }

    private static StoredRecord Read(JsonElement root, string path)
    {
        var (kind, key) = (StoredName.Check(root.GetProperty("kind").GetString()!), StoredName.Check(root.GetProperty("key").GetString()!));
        if (PathOf(kind, key) != path)
            throw new FormatException($"it is of '{key}' of kind '{kind}'");
        var json = System.Text.Encoding.UTF8.GetBytes(root.GetProperty("value").GetRawText());
        return new(kind, key, json, root.GetProperty("revision").GetInt64());
    }

    private static string PathOf(string kind, string key) => $"{Records}/{FileName.Of(kind)}/{FileName.Of(key)}.json";
}
