using Converge.Protocol;

namespace Converge.Server.Storage;

/// <summary>What was done by whom. Nothing is ever changed or removed.</summary>
public interface IAuditStorage
{
    /// <param name="entry">Its number is given by the storage.</param>
    ValueTask<AuditEntry> AddAsync(AuditEntry entry, CancellationToken cancel);

    /// <summary>The latest first.</summary>
    /// <param name="text">What who, did, what or detail contains; null for all.</param>
    ValueTask<Page<AuditEntry>> ListAsync(string? text, string? after, int limit, CancellationToken cancel);
}
