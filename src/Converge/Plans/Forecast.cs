using System.Collections.Frozen;
using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Resources;

namespace Converge.Plans;

/// <summary>From what was found to what would be done, resource by resource in their order.</summary>
internal sealed class Forecast(IReadOnlyDictionary<string, IResourceType> types)
{
    /// <summary>Types that bring more than what they are called.</summary>
    private static readonly FrozenSet<string> Bringers = FrozenSet.Create(StringComparer.Ordinal, "package", "command", "archive", "git", "venv", "apt_repository");

    // The changes so far: one of them may bring what a later resource lacks.
    private readonly List<ResourceId> _changing = [];

    public ImmutableArray<PlannedResource> Of(List<CatalogResource> resources, Finding[] findings)
    {
        var planned = ImmutableArray.CreateBuilder<PlannedResource>(resources.Count);
        for (var position = 0; position < resources.Count; position++)
        {
            var result = Of(resources[position], findings[position]);
            if (result.Status is PlanStatus.Change or PlanStatus.Predicted)
                _changing.Add(result.Resource.Id);
            planned.Add(result);
        }
        return planned.MoveToImmutable();
    }

    private PlannedResource Of(CatalogResource resource, Finding found)
    {
        if (found.Unknown is { } unknown)
            return new(resource, PlanStatus.Unknown) { Reason = unknown };
        var type = types[resource.Id.Type];
        if (found.Obstacle is { } obstacle)
            return Comparison.WantsAbsence(resource) ? new(resource, PlanStatus.Ok) : new(resource, PlanStatus.Blocked) { Reason = obstacle };
        var changes = type.Compare(resource, found);
        if (changes.IsEmpty)
            return new(resource, PlanStatus.Ok);
        if (found.Refusal is { } refusal)
            return new(resource, PlanStatus.Blocked) { Changes = changes, Reason = refusal };
        if (found.Lacks is not { } lacks)
            return new(resource, PlanStatus.Change) { Changes = changes, Steps = [.. type.Steps(resource, found, changes)] };
        return _changing.Exists(earlier => MayBring(earlier, lacks))
            ? new(resource, PlanStatus.Predicted) { Changes = changes, Reason = $"there is no {lacks.Type} {lacks.Title} yet" }
            : new(resource, PlanStatus.Blocked) { Changes = changes, Reason = $"there is no {lacks.Type} {lacks.Title}, and nothing before brings it" };
    }

    private static bool MayBring(ResourceId earlier, ResourceId lacking) =>
        earlier == lacking || Bringers.Contains(earlier.Type)
        || (earlier.Type == "directory" && lacking.Type == "directory" && earlier.Title.StartsWith($"{lacking.Title}/", StringComparison.Ordinal));
}
