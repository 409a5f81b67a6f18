namespace Converge.Server.Storage;

/// <summary>
/// What a server remembers. What a call has put is on the disk when it returns, and is there after any end of the server;
/// what it has not put is not there in part. A call that fails may have put it nevertheless. Names of nodes, ids of runs and kinds and keys of
/// records have 1 to 253 characters, no control characters and none beyond the basic plane; nothing else is found or can be put.
/// </summary>
public interface IStorage : IAsyncDisposable
{
    INodeStorage Nodes { get; }

    IRunStorage Runs { get; }

    IAuditStorage Audit { get; }

    IRecordStorage Records { get; }

    /// <summary>
    /// Told of every change, also of those that another server made, maybe a moment after the call has returned. It must return at
    /// once. Set before anything is done.
    /// </summary>
    Action<StorageChange>? Changed { get; set; }
}

/// <summary>Something is not as it was.</summary>
/// <param name="Key">The name of a node, or the key of a record; null when changes may have been missed, and everything is to be looked at.</param>
public readonly record struct StorageChange(ChangeKind Kind, string? Key)
{
    /// <summary>Of a record.</summary>
    public string RecordKind { get; init; } = "";
}

public enum ChangeKind
{
    Node,
    Run,
    Record,
}
