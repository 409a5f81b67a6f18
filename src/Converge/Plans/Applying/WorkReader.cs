namespace Converge.Plans;

/// <summary>Looks at a resource as it is now, and at what is to be done about it.</summary>
internal sealed class WorkReader(ApplyMeans means)
{
    public async Task ReadAsync(ResourceWork work)
    {
        var resource = work.Resource;
        var found = await means.Reader.ReadAsync(resource, means.Deadline).ConfigureAwait(false);
        (work.Obstacle, work.Changes, work.Steps) = (null, [], []);
        if (found.Unknown is { } unknown)
        {
            work.Obstacle = unknown;
            return;
        }
        if (found.Obstacle is { } obstacle)
        {
            if (!Comparison.WantsAbsence(resource))
                work.Obstacle = obstacle;
            return;
        }
        var type = means.Types[resource.Id.Type];
        work.Changes = type.Compare(resource, found);
        if (work.Changes.IsEmpty)
            return;
        if (found.Lacks is { } lacks)
            work.Obstacle = $"there is no {lacks.Type} {lacks.Title}";
        else
            work.Steps = [.. type.Steps(resource, found, work.Changes)];
    }

    /// <summary>What the plan has found, if nothing can have changed since.</summary>
    public static bool TryTake(PlannedResource planned, ResourceWork work)
    {
        if (planned.Status is not (PlanStatus.Ok or PlanStatus.Change))
            return false;
        (work.Changes, work.Steps) = (planned.Changes, planned.Steps);
        return true;
    }
}
