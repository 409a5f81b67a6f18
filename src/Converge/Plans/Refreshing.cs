using System.Collections.Immutable;
using Converge.Language.Values;
using Converge.Resources;

namespace Converge.Plans;

/// <summary>Which refreshes a plan will come to: one for each target, the strongest that anybody asked for.</summary>
internal static class Refreshing
{
    public static ImmutableArray<PlannedRefresh> Of(ImmutableArray<PlannedResource> planned, IReadOnlyList<OwedRefresh> owed)
    {
        var positions = new Dictionary<ResourceId, int>(planned.Length);
        for (var position = 0; position < planned.Length; position++)
            positions[planned[position].Resource.Id] = position;
        var refreshes = new Dictionary<ResourceId, PlannedRefresh>();
        foreach (var (verb, target, because) in owed)
        {
            if (positions.TryGetValue(target, out var position) && !IsStarting(planned[position].Resource.Id, planned[position].Changes))
                refreshes[target] = new(verb, target, because) { WasOwed = true };
        }
        for (var position = 0; position < planned.Length; position++)
        {
            if (planned[position].Status is not (PlanStatus.Change or PlanStatus.Predicted))
                continue;
            foreach (var (verb, target) in planned[position].Resource.Notifies)
            {
                // What is started later starts with what is new.
                if (positions.TryGetValue(target, out var later) && later > position && IsStarting(target, planned[later].Changes))
                    continue;
                refreshes[target] = refreshes.TryGetValue(target, out var known)
                    ? known with { Verb = RefreshVerbs.Stronger(known.Verb, verb), Because = known.Because.Add(planned[position].Resource.Id) }
                    : new(verb, target, [planned[position].Resource.Id]);
            }
        }
        return [.. refreshes.Values];
    }

    /// <summary>Whether these changes start it, so that it needs no refresh for what was changed before.</summary>
    public static bool IsStarting(ResourceId id, ImmutableArray<Change> changes) =>
        id.Type == "service" && changes.Any(static change => change.Property == "running" && change.After == Value.True);
}
