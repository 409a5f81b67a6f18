using Converge.Protocol;

namespace Converge.Server.Storage;

/// <summary>What was done by whom. Nothing is ever changed or removed.</summary>
public interface IAuditStorage
{
    /// <param name="entry">Its number is given by the storage.</param>
    ValueTask<AuditEntry> AddAsync(AuditEntry entry, CancellationToken cancel);

    /// <summary>All, the oldest first.</summary>
    IAsyncEnumerable<AuditEntry> ReadAllAsync(CancellationToken cancel);

    /// <summary>The latest first.</summary>
    /// <param name="text">What who, did, what or detail contains, capitals counting; null for all.</param>
    /// <exception cref="FormatException"><paramref name="after"/> is not what a page said.</exception>
    ValueTask<Page<AuditEntry>> ListAsync(string? text, string? after, int limit, CancellationToken cancel);
}
