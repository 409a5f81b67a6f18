using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Plans;
using Converge.Resources.Machines;

namespace Converge.Resources;

/// <summary>
/// What a type of resource does on a machine. It reads what is there, and says as data what to do about it; it changes
/// nothing itself. So why-run is the same code, stopped before the steps.
/// </summary>
public interface IResourceType
{
    /// <summary>The name of its schema.</summary>
    string Name { get; }

    /// <summary>
    /// Reads what is there. What is not installed yet is absent, never an error; what this user may not read is unknown.
    /// </summary>
    ValueTask<Finding> ReadAsync(CatalogResource desired, IMachine machine, CancellationToken cancel);

    /// <summary>The way from what is there to what is desired. Pure.</summary>
    /// <param name="changes">The properties that differ; never none.</param>
    IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes);
}

/// <summary>The power to be notified.</summary>
public interface IRefreshable
{
    /// <param name="verb">One of those that the schema offers.</param>
    IEnumerable<Step> Refresh(CatalogResource desired, string verb);
}
