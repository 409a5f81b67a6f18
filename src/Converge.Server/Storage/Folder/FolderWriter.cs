using System.Collections.Concurrent;

namespace Converge.Server.Storage.Folder;

/// <summary>
/// The only one who writes. While it waits for the disk changes gather, and the next time all of them are written
/// together: so the number of changes in a second grows with the number of those who make them.
/// </summary>
internal sealed class FolderWriter : IAsyncDisposable
{
    private const int MostAtOnce = 512;

    private readonly FolderFiles _files;
    private readonly BlockingCollection<FolderChange> _waiting = [];
    private readonly Queue<FolderChange> _held = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FolderWriter(FolderFiles files)
    {
        _files = files;
        new Thread(Run) { IsBackground = true, Name = "storage" }.Start();
    }

    /// <param name="decide">Runs when nothing else changes.</param>
    public Task<T> ChangeAsync<T>(string key, Func<Decision<T>> decide, CancellationToken cancel)
    {
        var change = new FolderChange<T>(key, decide, cancel);
        try
        {
            _waiting.Add(change, CancellationToken.None);
        }
        catch (InvalidOperationException e)
        {
            throw new ObjectDisposedException("the storage is closed", e);
        }
        return change.Answer;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.CompleteAdding();
        await _ended.Task;
        _waiting.Dispose();
    }

    private void Run()
    {
        while (_held.Count > 0 || _waiting.TryTake(out var first, Timeout.Infinite) && Hold(first))
            Write(TakeBatch());
        _ended.SetResult();
    }

    private bool Hold(FolderChange change)
    {
        _held.Enqueue(change);
        return true;
    }

    /// <summary>Those that wait, but of each key only the first.</summary>
    private List<FolderChange> TakeBatch()
    {
        while (_held.Count < MostAtOnce && _waiting.TryTake(out var next))
            _held.Enqueue(next);
        var (batch, keys) = (new List<FolderChange>(_held.Count), new HashSet<string>(StringComparer.Ordinal));
        for (var count = _held.Count; count > 0; count--)
        {
            var change = _held.Dequeue();
            if (keys.Add(change.Key))
                batch.Add(change);
            else
                _held.Enqueue(change);
        }
        return batch;
    }

    private void Write(List<FolderChange> changes)
    {
        var decided = new List<FolderTask>(changes.Count);
        foreach (var change in changes)
        {
            try
            {
                decided.Add(new(change, change.Decide()));
            }
            catch (Exception e)
            {
                change.Fail(e);
            }
        }
        _files.Write(decided);
        foreach (var task in decided)
        {
            if (task.Failure is { } failure)
                task.Change.Fail(failure);
            else
                Complete(task.Change);
        }
    }

    // This thread must not end with one change that goes wrong.
    private static void Complete(FolderChange change)
    {
        try
        {
            change.Complete();
        }
        catch (Exception e)
        {
            change.Fail(e);
        }
    }
}

/// <summary>A change and whether it could be written.</summary>
internal sealed class FolderTask(FolderChange change, IReadOnlyList<FileWork> work)
{
    public FolderChange Change { get; } = change;

    public IReadOnlyList<FileWork> Work { get; } = work;

    public Exception? Failure { get; private set; }

    public void Fail(Exception cause) => Failure ??= cause;
}
