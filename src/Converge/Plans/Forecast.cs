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
        var judgement = Judgement.Of(resource, found, types);
        var planned = new PlannedResource(resource, PlanStatus.Ok) { Changes = judgement.Changes, Steps = judgement.Steps, IsCursory = found.IsCursory };
        return judgement switch
        {
            { Unknown: { } unknown } => planned with { Status = PlanStatus.Unknown, Reason = unknown },
            { Obstacle: { } obstacle } => planned with { Status = PlanStatus.Blocked, Reason = obstacle },
            { Lacks: { } lacks } => _changing.Exists(earlier => MayBring(earlier, lacks))
                ? planned with { Status = PlanStatus.Predicted, Reason = $"there is no {lacks.Type} {lacks.Title} yet" }
                : planned with { Status = PlanStatus.Blocked, Reason = $"there is no {lacks.Type} {lacks.Title}, and nothing before brings it" },
            { Changes.IsEmpty: true } => judgement.Waits is { } waits ? planned with { Reason = waits } : planned,
            _ => planned with { Status = found.Guess is null ? PlanStatus.Change : PlanStatus.Predicted, Reason = found.Guess },
        };
    }

    private static bool MayBring(ResourceId earlier, ResourceId lacking) =>
        earlier == lacking || (lacking.Type == "server" && earlier.Type == "service") || (lacking.Type == "file" && earlier.Type is "download" or "link" && earlier.Title == lacking.Title) || Bringers.Contains(earlier.Type)
        || (earlier.Type == "directory" && lacking.Type == "directory" && earlier.Title.StartsWith($"{lacking.Title}/", StringComparison.Ordinal));
}
