namespace Converge.Server.Storage;

/// <summary>Small things: tokens, operators, certificates, what an environment has. Each kind has its keys.</summary>
public interface IRecordStorage
{
    ValueTask<StoredRecord?> FindAsync(string kind, string key, CancellationToken cancel);

    /// <summary>The kinds of which there are any, in ordinal order.</summary>
    ValueTask<IReadOnlyList<string>> KindsAsync(CancellationToken cancel);

    /// <summary>All of a kind, by key in ordinal order.</summary>
    ValueTask<IReadOnlyList<StoredRecord>> ListAsync(string kind, CancellationToken cancel);

    /// <summary>Puts a record, new if the revision is 0, else in the place of that revision.</summary>
    /// <exception cref="ArgumentException">It is no object, or its kind or key is no name.</exception>
    /// <returns>Its new revision; null if there is another by now, and nothing was put.</returns>
    ValueTask<long?> PutAsync(StoredRecord record, CancellationToken cancel);

    /// <returns>Whether it was there in this revision.</returns>
    ValueTask<bool> RemoveAsync(string kind, string key, long revision, CancellationToken cancel);
}

/// <param name="Json">An object.</param>
public sealed record StoredRecord(string Kind, string Key, ReadOnlyMemory<byte> Json, long Revision = 0);
