namespace Converge.Plans;

/// <summary>Looks at a resource as it is now, and at what is to be done about it.</summary>
internal sealed class WorkReader(ApplyMeans means)
{
    public async Task ReadAsync(ResourceWork work)
    {
        var found = await means.Reader.ReadAsync(work.Resource, means.Deadline).ConfigureAwait(false);
        var judgement = Judgement.Of(work.Resource, found, means.Types);
        work.Changes = judgement.Changes;
        work.Steps = judgement.Steps;
        work.Waits = judgement.Waits;
        work.Obstacle = judgement.Unknown ?? judgement.Obstacle ?? (judgement.Lacks is { } lacks ? $"there is no {lacks.Type} {lacks.Title}" : null);
    }

    /// <summary>What the plan has found, if nothing can have changed since.</summary>
    public static bool TryTake(PlannedResource planned, ResourceWork work)
    {
        if (planned.IsCursory || planned.Status is not (PlanStatus.Ok or PlanStatus.Change))
            return false;
        (work.Changes, work.Steps, work.Waits) = (planned.Changes, planned.Steps, planned.Reason);
        return true;
    }
}
