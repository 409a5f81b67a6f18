using System.Globalization;

namespace Converge.Lab.Apt;

/// <summary>Finds a file: in the store if it is known to be right, else in its repository, else in the store again.</summary>
internal sealed class FileSource(AptCacheOptions options, Traffic traffic) : IAsyncDisposable
{
    /// <summary>A file that a repository lacks may be published the next moment.</summary>
    private static readonly TimeSpan AbsenceFresh = TimeSpan.FromMinutes(1);

    /// <summary>How long a host that failed is left alone, where what is kept of it will do.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly FileStore _store = new(options.Folder);
    private readonly Upstream _upstream = new(options);
    private readonly Dictionary<string, (Download Download, Task<Outcome> Ended)> _downloads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _failed = new(StringComparer.Ordinal);

    public async Task<Answer> FindAsync(RepositoryFile file, CancellationToken cancel)
    {
        var (stored, download, ended) = Look(file);
        if (ended is null)
            return stored is null ? Answer.No(504, $"the lab is offline, and '{file.Uri}' is not in its apt cache") : Kept(stored, "hit");
        try
        {
            // What replaces a file that is kept is awaited to its end, because it may fail until then.
            if (stored is null && await download!.Started.WaitAsync(cancel) && download.Follow() is { } growing)
                return Fetched(growing);
            var outcome = await ended.WaitAsync(cancel);
            if (outcome is Outcome.Kept)
            {
                stored?.Dispose();
                stored = Open(file);
            }
            return (outcome, stored) switch
            {
                (Outcome.Kept { IsNew: true }, { } now) => Fetched(now),
                (Outcome.Kept, { } now) => Kept(now, "checked"),
                (_, { } stale) => Kept(stale, "stale"),
                (Outcome.Declined declined, _) => new(null, declined.Refusal, "none"),
                (Outcome.Failed failed, _) => Answer.No(504, $"'{file.Uri.Authority}' failed: {failed.Reason}"),
                _ => Answer.No(504, $"'{file.Uri}' went from the lab's apt cache at once"),
            };
        }
        catch
        {
            stored?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task<Outcome>[] rest;
        lock (_lock)
            rest = [.. _downloads.Values.Select(static pair => pair.Ended)];
        await Task.WhenAll(rest);
        _upstream.Dispose();
        _stop.Dispose();
    }

    private (StoredFile? Stored, Download? Download, Task<Outcome>? Ended) Look(RepositoryFile file)
    {
        // Opening and joining under one lock: whoever finds nothing and no download could else start a second one.
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            var stored = Open(file);
            if (options.IsOffline || stored is not null && (IsFresh(file, stored) || IsResting(file.Uri.Authority)))
                return (stored, null, null);
            if (_downloads.TryGetValue(file.Key, out var running))
                return (stored, running.Download, running.Ended);
            var download = new Download(file, stored?.Description, _store, _upstream, options, traffic.AddFetched, description => Doubt(file, description));
            var ended = Task.Run(() => RunAsync(file, download));
            _downloads.Add(file.Key, (download, ended));
            return (stored, download, ended);
        }
    }

    private async Task<Outcome> RunAsync(RepositoryFile file, Download download)
    {
        var outcome = await download.RunAsync(_stop.Token);
        lock (_lock)
        {
            _downloads.Remove(file.Key);
            if (outcome is Outcome.Failed)
                _failed[file.Uri.Authority] = options.Time.GetUtcNow() + Rest;
            else
                _failed.Remove(file.Uri.Authority);
        }
        if (outcome is Outcome.Failed && !_stop.IsCancellationRequested)
            traffic.AddFailure();
        if (outcome is Outcome.Kept { IsNew: true })
            Tidy(file, download);
        return outcome;
    }

    private void Doubt(RepositoryFile file, FileDescription description)
    {
        if (file.Kind == FileKind.Index)
            Try(() => DoubtRelease(file, description.LastModified));
    }

    private void Tidy(RepositoryFile file, Download download)
    {
        if (options.MostBytes is { } most)
            Try(() => _store.MakeRoom(most, download.Length ?? 0, file.Key));
    }

    /// <summary>Another process may have tidied the same file away. The next download tries again.</summary>
    private static void Try(Action tidy)
    {
        try
        {
            tidy();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private bool IsFresh(RepositoryFile file, StoredFile stored)
    {
        var age = options.Time.GetUtcNow() - stored.CheckedAt;
        // A clock that was set back says nothing about age.
        if (age < -AbsenceFresh)
            return file.Kind == FileKind.Fixed && !stored.Description.IsAbsent;
        if (stored.Description.IsAbsent)
            return age < AbsenceFresh;
        return file.Kind switch
        {
            FileKind.Fixed => true,
            // An index goes with its Release file: it is right as long as that one is, and doubtful when that one is newer.
            FileKind.Index when ReleaseOf(file) is { } release => stored.CheckedAt >= release,
            _ => age < options.Fresh,
        };
    }

    /// <summary>When the Release file that the file goes with was last known to be right.</summary>
    private DateTimeOffset? ReleaseOf(RepositoryFile file)
    {
        foreach (var key in file.ReleaseKeys())
        {
            using var release = _store.Open(key);
            if (release is { Description.IsAbsent: false })
                return release.CheckedAt;
        }
        return null;
    }

    /// <summary>An index that is newer than its Release file does not fit it: the next client gets the new one.</summary>
    private void DoubtRelease(RepositoryFile file, string? modified)
    {
        var at = DateTimeOffset.TryParse(modified, CultureInfo.InvariantCulture, out var date) ? date : DateTimeOffset.MaxValue;
        foreach (var key in file.ReleaseKeys())
        {
            using var release = _store.Open(key);
            if (release is { Description.IsAbsent: false } && release.CheckedAt < at)
                release.Check(DateTimeOffset.UnixEpoch);
        }
    }

    private bool IsResting(string host) => _failed.TryGetValue(host, out var until) && options.Time.GetUtcNow() < until;

    private StoredFile? Open(RepositoryFile file)
    {
        var stored = _store.Open(file.Key);
        if (options.MostBytes is not null)
            stored?.Use(options.Time.GetUtcNow());
        return stored;
    }

    private Answer Kept(StoredFile stored, string source)
    {
        traffic.AddHit();
        return new(stored, null, source);
    }

    private Answer Fetched(IContent content)
    {
        traffic.AddMiss();
        return new(content, null, "miss");
    }
}
