using System.Collections.Immutable;
using Converge.Language.Values;
using Converge.Resources;

namespace Converge.Plans;

/// <summary>Which refreshes the changes of a plan ask for: one for each target, the strongest that anybody asked for.</summary>
internal static class Refreshing
{
    // A restart does all that a reload does.
    private static readonly string[] WeakestFirst = ["reload", "try-restart", "restart", "run"];

    public static ImmutableArray<PlannedRefresh> Of(ImmutableArray<PlannedResource> planned)
    {
        var starting = planned.Where(IsStarting).Select(static p => p.Resource.Id).ToHashSet();
        var refreshes = new Dictionary<ResourceId, PlannedRefresh>();
        foreach (var resource in planned.Where(static p => p.Status is PlanStatus.Change or PlanStatus.Predicted))
        {
            foreach (var (verb, target) in resource.Resource.Notifies)
            {
                if (starting.Contains(target))
                    continue;
                refreshes[target] = refreshes.TryGetValue(target, out var known)
                    ? known with { Verb = Stronger(known.Verb, verb), Because = known.Because.Add(resource.Resource.Id) }
                    : new(verb, target, [resource.Resource.Id]);
            }
        }
        return [.. refreshes.Values];
    }

    /// <summary>What the same run starts needs no refresh: it starts with what is new.</summary>
    private static bool IsStarting(PlannedResource planned) =>
        planned.Resource.Id.Type == "service" && planned.Changes.Any(static change => change.Property == "running" && change.After == Value.True);

    private static string Stronger(string a, string b) => Array.IndexOf(WeakestFirst, a) >= Array.IndexOf(WeakestFirst, b) ? a : b;
}
