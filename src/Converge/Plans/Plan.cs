using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Resources;

namespace Converge.Plans;

/// <summary>What would have to be done to a machine, found without doing anything.</summary>
public sealed record Plan(Catalog Catalog, ImmutableArray<PlannedResource> Resources)
{
    /// <summary>The refreshes that changes ask for, in the order in which they would come.</summary>
    public ImmutableArray<PlannedRefresh> Refreshes { get; init; } = [];

    public bool HasChanges => Resources.Any(static resource => resource.Status is PlanStatus.Change or PlanStatus.Predicted);

    /// <summary>Whether an apply would do anything; what is unknown may be.</summary>
    public bool NeedsApplying => !Refreshes.IsEmpty || Resources.Any(static resource => resource.Status != PlanStatus.Ok);

    /// <summary>The resources recipe by recipe, in the order of the catalog.</summary>
    public IEnumerable<(CatalogRecipe Recipe, ImmutableArray<PlannedResource> Resources)> ByRecipe()
    {
        var planned = Resources.ToDictionary(static resource => resource.Resource.Id);
        return Catalog.Recipes.Select(recipe => (recipe, recipe.Resources.Select(resource => planned[resource.Id]).ToImmutableArray()));
    }

    public int Count(PlanStatus status) => Resources.Count(resource => resource.Status == status);
}

public enum PlanStatus
{
    /// <summary>As it should be, or for a reason that is given left as it is.</summary>
    Ok,

    Change,

    /// <summary>A change that rests on an earlier one, or on what its own steps find: what it meets can only be guessed.</summary>
    Predicted,

    /// <summary>It cannot be told here.</summary>
    Unknown,

    /// <summary>It lacks something that nothing earlier brings.</summary>
    Blocked,
}

public sealed record PlannedResource(CatalogResource Resource, PlanStatus Status)
{
    public ImmutableArray<Change> Changes { get; init; } = [];

    public ImmutableArray<Step> Steps { get; init; } = [];

    /// <inheritdoc cref="Finding.IsCursory"/>
    public bool IsCursory { get; init; }

    /// <summary>Why it is predicted, unknown, blocked, or left as it is for now.</summary>
    public string? Reason { get; init; }
}

/// <param name="Because">The resources whose change asks for it.</param>
public sealed record PlannedRefresh(string Verb, ResourceId Target, ImmutableArray<ResourceId> Because)
{
    /// <summary>Whether an earlier run left it.</summary>
    public bool WasOwed { get; init; }
}
