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

    /// <summary>The properties that tell how the resource is; the others tell how to get there, and are not compared.</summary>
    ImmutableArray<string> Compared { get; }

    /// <summary>
    /// Reads what is there. What is not installed yet is absent, never an error; what this user may not read is unknown.
    /// </summary>
    ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel);

    /// <summary>How what is there differs from what is desired.</summary>
    ImmutableArray<Change> Compare(CatalogResource desired, Finding found) => Comparison.Of(desired, found, Compared);

    /// <summary>The way from what is there to what is desired. Pure.</summary>
    /// <param name="changes">The properties that differ; never none.</param>
    IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes);
}

/// <summary>What a resource is read with.</summary>
/// <param name="Catalog">All other wishes: what nobody declares can only be told from all.</param>
public sealed record ReadContext(Catalog Catalog, IMachine Machine)
{
    /// <summary>Whether guards run that may change something: when it is applied, and not when it is only planned.</summary>
    public bool RunsGuards { get; init; }
}

/// <summary>The power to be notified.</summary>
public interface IRefreshable
{
    /// <param name="verb">One of those that the schema offers.</param>
    IEnumerable<Step> Refresh(CatalogResource desired, string verb);
}
