using Converge.Catalogs;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Plans;

/// <summary>Finds out how a machine differs from a catalog. Everything is read at once; nothing is changed.</summary>
public sealed class Planner(IReadOnlyDictionary<string, IResourceType> types, IMachine machine)
{
    // To hand over a single file takes longer than to read it; guards that run take long, and should not wait for each other.
    private const int AtOnce = 16;

    /// <inheritdoc cref="ReadContext.RunsGuards"/>
    public bool RunsGuards { get; init; }

    /// <param name="owed">Refreshes that earlier runs left.</param>
    public async Task<Plan> PlanAsync(Catalog catalog, IReadOnlyList<OwedRefresh>? owed = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var resources = catalog.Resources.ToList();
        var findings = new Finding[resources.Count];
        var reader = new ResourceReader(types, new(catalog.Whole ?? catalog, machine) { RunsGuards = RunsGuards });
        if (resources.Count <= AtOnce)
            await ReadAsync(0, cancel).ConfigureAwait(false);
        else
            await Parallel.ForAsync(0, (resources.Count + AtOnce - 1) / AtOnce, cancel, ReadAsync).ConfigureAwait(false);
        var planned = new Forecast(types).Of(resources, findings);
        return new(catalog, planned) { Refreshes = Refreshing.Of(planned, owed ?? []) };

        async ValueTask ReadAsync(int part, CancellationToken token)
        {
            for (var position = part * AtOnce; position < Math.Min(resources.Count, (part + 1) * AtOnce); position++)
                findings[position] = await reader.ReadAsync(resources[position], token).ConfigureAwait(false);
        }
    }
}
