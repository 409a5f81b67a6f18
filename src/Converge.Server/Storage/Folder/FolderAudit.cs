using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Converge.Protocol;

namespace Converge.Server.Storage.Folder;

/// <summary>
/// A line for each entry, in files of a month or of a size, whatever is full first. A file is named after its month and the number
/// of its first entry; none is ever removed.
/// </summary>
internal sealed class FolderAudit(FolderFiles files, FolderWriter writer, TimeProvider time) : IAuditStorage
{
    private const string Audit = "audit";
    private const string Ending = ".jsonl";
    private const long LargestFile = 4 << 20;

    private readonly Lock _lock = new();

    // By the number of the first entry.
    private readonly SortedList<long, string> _parts = [];

    // Only the writer has these.
    private long _number;
    private long _size;

    public void Load()
    {
        foreach (var name in files.Files(Audit))
        {
            var stem = name.EndsWith(Ending, StringComparison.Ordinal) ? name[..^Ending.Length].Split('.') : [];
            if (stem is [_, var digits] && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var first))
                _parts.Add(first, $"{Audit}/{name}");
            else
                files.SetAside($"{Audit}/{name}", "it has no name of a part of the audit log");
        }
        if (_parts.Count == 0)
            return;
        var last = _parts.Values[^1];
        var content = File.ReadAllBytes(files.PathOf(last));
        _size = content.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (_size < content.Length)
            files.Cut(last, _size);
        _number = Math.Max(_parts.Keys[^1] - 1, ReadBackwards(last).FirstOrDefault()?.Number ?? 0);
    }

    public async ValueTask<AuditEntry> AddAsync(AuditEntry entry, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return await writer.ChangeAsync($"{Audit}/{Guid.NewGuid()}", () => Add(entry with { Number = _number + 1 }), cancel);
    }

    /// <summary>Adds entries that have their numbers.</summary>
    public Task RestoreAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancel) =>
        writer.ChangeAsync(Audit, () => new Decision<bool>(Answer: true, [.. entries.Select(entry => Add(entry).Work[0])]), cancel);

    public async ValueTask<Page<AuditEntry>> ListAsync(string? text, string? after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        await Task.CompletedTask;
        var below = after is null ? long.MaxValue : Cursor.ReadNumber(after);
        KeyValuePair<long, string>[] parts;
        lock (_lock)
            parts = [.. _parts];
        var found = parts.Reverse().Where(part => part.Key < below).SelectMany(part => ReadBackwards(part.Value))
            .Where(entry => entry.Number < below && AuditText.Has(entry, text)).Take(limit + 1).ToArray();
        return found.Length <= limit ? new(found, null) : new(found[..limit], Cursor.Of(found[limit - 1].Number));
    }

    public async IAsyncEnumerable<AuditEntry> ReadAllAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        string[] parts;
        lock (_lock)
            parts = [.. _parts.Values];
        foreach (var entry in parts.SelectMany(part => ReadBackwards(part).Reverse()))
            yield return entry;
    }

    private Decision<AuditEntry> Add(AuditEntry entry)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, ProtocolJson.Default.AuditEntry), (byte)'\n'];
        var month = time.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var part = _parts.Count > 0 ? _parts.Values[^1] : "";
        var isNew = _size + line.Length > LargestFile || !part.StartsWith($"{Audit}/{month}.", StringComparison.Ordinal);
        if (isNew)
        {
            part = string.Create(CultureInfo.InvariantCulture, $"{Audit}/{month}.{entry.Number:D9}{Ending}");
            _size = 0;
            lock (_lock)
                _parts.Add(entry.Number, part);
        }
        (_number, _size) = (entry.Number, _size + line.Length);
        return new(entry, [new(part, line) { IsAppended = true }]);
    }

    private IEnumerable<AuditEntry> ReadBackwards(string part)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(files.PathOf(part));
        }
        catch (FileNotFoundException)
        {
            // Its first line is about to be written.
            yield break;
        }
        // What is behind the last line is about to be written.
        for (var end = Array.LastIndexOf(content, (byte)'\n'); end > 0;)
        {
            var start = Array.LastIndexOf(content, (byte)'\n', end - 1) + 1;
            if (Read(content.AsSpan(start..end)) is { } entry)
                yield return entry;
            end = start - 1;
        }
    }

    /// <summary>Null if the line was damaged; the others are no worse for it.</summary>
    private static AuditEntry? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ProtocolJson.Default.AuditEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
