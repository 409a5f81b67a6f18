using Converge.Catalogs;

namespace Converge.Linux.Checks;

/// <summary>A kind of check: asks once.</summary>
internal interface ICheck
{
    /// <summary>The name of its schema.</summary>
    string Name { get; }

    /// <param name="cancel">Also when there is no more time for an answer.</param>
    /// <returns>Null if all is well, else what was met instead, for people.</returns>
    Task<string?> AskAsync(CatalogCheck check, CancellationToken cancel);
}
