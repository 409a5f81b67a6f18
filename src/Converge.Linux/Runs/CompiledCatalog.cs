using Converge.Catalogs;
using Converge.Facts;
using Converge.Nodes;
using Converge.Reports;

namespace Converge.Linux.Runs;

/// <summary>What a run is to apply, and what it was compiled from.</summary>
/// <param name="Inputs">Null if the catalog cannot be made again: what it was made from was not committed.</param>
public sealed record CompiledCatalog(Catalog Catalog, RunInputs? Inputs)
{
    /// <summary>Of the inventory that searches were answered from.</summary>
    public long Generation { get; init; }

    /// <param name="now">What ages in queries were counted from.</param>
    public static CompiledCatalog Of(Catalog catalog, Fleet fleet, NodeIdentity node, FactSet facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(fleet);
        ArgumentNullException.ThrowIfNull(node);
        var inventory = fleet.HasInventory ? fleet.Inventory : null;
        var inputs = catalog.Commit is not { } commit ? null : new RunInputs(commit, node.Name, node.Environment.Name)
        {
            Roles = [.. node.Roles.Select(static role => role.Name)],
            IsMadeUp = node.At is null,
            Facts = facts,
            Inventory = inventory,
            Now = now,
        };
        return new(catalog, inputs) { Generation = inventory?.Generation ?? 0 };
    }
}
