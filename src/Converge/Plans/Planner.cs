using Converge.Catalogs;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Plans;

/// <summary>Finds out how a machine differs from a catalog. Everything is read at once; nothing is changed.</summary>
public sealed class Planner(IReadOnlyDictionary<string, IResourceType> types, IMachine machine)
{
    /// <inheritdoc cref="ReadContext.RunsGuards"/>
    public bool RunsGuards { get; init; }

    public async Task<Plan> PlanAsync(Catalog catalog, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var resources = catalog.Resources.ToList();
        var findings = new Finding[resources.Count];
        var context = new ReadContext(catalog, machine) { RunsGuards = RunsGuards };
        await Parallel.ForAsync(0, resources.Count, cancel, async (position, token) =>
            findings[position] = await ReadAsync(resources[position], context, token).ConfigureAwait(false)).ConfigureAwait(false);
        var planned = new Forecast(types).Of(resources, findings);
        return new(catalog, planned) { Refreshes = Refreshing.Of(planned) };
    }

    /// <summary>What one resource comes to; what goes wrong with it is its own affair.</summary>
    private async ValueTask<Finding> ReadAsync(CatalogResource resource, ReadContext context, CancellationToken cancel)
    {
        if (!types.TryGetValue(resource.Id.Type, out var type))
            return new() { Unknown = $"this program cannot manage a {resource.Id.Type} yet" };
        try
        {
            return await type.ReadAsync(resource, context, cancel).ConfigureAwait(false);
        }
        catch (UnreadableException e)
        {
            return new() { Unknown = e.Message };
        }
    }
}
