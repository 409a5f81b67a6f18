using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Converge.Server.Storage;

namespace Converge.Server.Identity;

/// <summary>The records of one kind as what they mean. What is asked for with every call is remembered until it changes.</summary>
internal sealed class Shelf<T>(IRecordStorage records, string kind, JsonTypeInfo<T> type)
    where T : class
{
    private const int MostRemembered = 50_000;

    private readonly ConcurrentDictionary<string, T> _remembered = new(StringComparer.Ordinal);
    private long _changes;

    public string Kind => kind;

    /// <summary>What may have been remembered.</summary>
    public async ValueTask<T?> FindAsync(string key, CancellationToken cancel)
    {
        if (_remembered.TryGetValue(key, out var known))
            return known;
        var changes = Volatile.Read(ref _changes);
        var (found, _) = await ReadAsync(key, cancel).ConfigureAwait(false);
        if (found is null)
            return null;
        if (_remembered.Count >= MostRemembered)
            _remembered.Clear();
        _remembered[key] = found;
        // What changed while it was read must not be remembered as it was before.
        if (Volatile.Read(ref _changes) != changes)
            _remembered.TryRemove(key, out _);
        return found;
    }

    /// <summary>As it is stored now.</summary>
    public async ValueTask<(T? Value, long Revision)> ReadAsync(string key, CancellationToken cancel) =>
        await records.FindAsync(kind, key, cancel).ConfigureAwait(false) is { } record ? (Read(record), record.Revision) : (null, 0);

    public async ValueTask<IReadOnlyList<(string Key, T Value, long Revision)>> ListAsync(CancellationToken cancel) =>
        [.. (await records.ListAsync(kind, cancel).ConfigureAwait(false)).Select(record => (record.Key, Read(record), record.Revision))];

    /// <returns>Whether nobody else put something in the meantime.</returns>
    public async ValueTask<bool> PutAsync(string key, T value, long revision, CancellationToken cancel)
    {
        var put = await records.PutAsync(new(kind, key, JsonSerializer.SerializeToUtf8Bytes(value, type), revision), cancel).ConfigureAwait(false);
        Forget(key);
        return put is not null;
    }

    /// <summary>Changes a record, as often as it takes until nobody else changed it in between.</summary>
    /// <param name="change">What is to be there instead; null to leave it.</param>
    /// <returns>What is there now.</returns>
    public async ValueTask<T?> ChangeAsync(string key, Func<T?, T?> change, CancellationToken cancel)
    {
        while (true)
        {
            var (value, revision) = await ReadAsync(key, cancel).ConfigureAwait(false);
            if (change(value) is not { } changed)
                return value;
            if (await PutAsync(key, changed, revision, cancel).ConfigureAwait(false))
                return changed;
        }
    }

    /// <returns>What was there; null if nothing was.</returns>
    public async ValueTask<T?> RemoveAsync(string key, CancellationToken cancel)
    {
        while (await ReadAsync(key, cancel).ConfigureAwait(false) is ({ } value, var revision))
        {
            var removed = await records.RemoveAsync(kind, key, revision, cancel).ConfigureAwait(false);
            Forget(key);
            if (removed)
                return value;
        }
        return null;
    }

    /// <param name="key">Null for all.</param>
    public void Forget(string? key)
    {
        Interlocked.Increment(ref _changes);
        if (key is null)
            _remembered.Clear();
        else
            _remembered.TryRemove(key, out _);
    }

    private T Read(StoredRecord record) => JsonSerializer.Deserialize(record.Json.Span, type) ?? throw new InvalidDataException($"the record '{kind}/{record.Key}' is null");
}
