namespace Converge.Server.Storage.Folder;

/// <summary>What is done to one file.</summary>
/// <param name="Content">Null removes it.</param>
internal readonly record struct FileWork(string Path, ReadOnlyMemory<byte>? Content)
{
    /// <summary>Whether the content is added at the end.</summary>
    public bool IsAppended { get; init; }
}

/// <summary>What is to be done, when it is known what there is.</summary>
/// <param name="Answer">What the caller gets; if there is work, after it is on the disk.</param>
/// <param name="Apply">Makes it visible.</param>
internal readonly record struct Decision<T>(T Answer, IReadOnlyList<FileWork> Work, Action? Apply = null)
{
    public Decision(T answer)
        : this(answer, [])
    {
    }
}

/// <summary>A change that waits to be written with others.</summary>
internal abstract class FolderChange(string key)
{
    /// <summary>What it changes: of two with the same key the second is decided when the first can be seen.</summary>
    public string Key { get; } = key;

    public abstract IReadOnlyList<FileWork> Decide();

    public abstract void Complete();

    public abstract void Fail(Exception cause);
}

internal sealed class FolderChange<T>(string key, Func<Decision<T>> decide, CancellationToken cancel) : FolderChange(key)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Decision<T> _decision;

    public Task<T> Answer => _answer.Task;

    public override IReadOnlyList<FileWork> Decide()
    {
        cancel.ThrowIfCancellationRequested();
        _decision = decide();
        return _decision.Work;
    }

    public override void Complete()
    {
        _decision.Apply?.Invoke();
        _answer.SetResult(_decision.Answer);
    }

    public override void Fail(Exception cause)
    {
        if (cause is OperationCanceledException)
            _answer.SetCanceled(cancel);
        else
            _answer.SetException(cause);
    }
}
