using System.Collections.Immutable;
using Converge.Plans;
using Converge.Reports;
using Converge.Resources;

namespace Converge.Linux.Runs;

/// <summary>What a repair is about.</summary>
/// <param name="Resources">Those to look at, and to put right if they are wrong.</param>
/// <param name="FoughtOver">What is said of those that are wrong and left alone.</param>
public sealed record RepairOrder(ImmutableHashSet<ResourceId> Resources, ImmutableArray<ResourceOutcome> FoughtOver)
{
    /// <summary>Whether somebody changed it; what cannot be told is not.</summary>
    public static bool IsDue(PlannedResource planned)
    {
        ArgumentNullException.ThrowIfNull(planned);
        return planned.Status is PlanStatus.Change or PlanStatus.Predicted or PlanStatus.Blocked;
    }
}
