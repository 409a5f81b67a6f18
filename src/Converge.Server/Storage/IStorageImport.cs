using Converge.Protocol;

namespace Converge.Server.Storage;

/// <summary>What a storage that is filled from another one can do besides.</summary>
internal interface IStorageImport
{
    /// <summary>Adds entries with the numbers that they have, the smallest first.</summary>
    Task RestoreAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancel);

    /// <summary>What is answered from now on is of this generation at least.</summary>
    Task RaiseGenerationAsync(long generation, CancellationToken cancel);
}
