using System.Collections.Immutable;
using Converge.Plans;
using Converge.Resources;

namespace Converge.Reports;

/// <summary>What a run did to a machine. Free of secrets: they were masked before anything came in here.</summary>
/// <param name="Number">Counts the runs of this machine, whatever its clock says.</param>
/// <param name="Id">Unlike that of any other run on any machine.</param>
public sealed record Report(long Number, string Id, string Node, string Environment)
{
    /// <summary>Why there was a run.</summary>
    public RunTrigger Trigger { get; init; }

    public ImmutableArray<string> Roles { get; init; } = [];

    /// <summary>Null if what was applied was not committed.</summary>
    public string? Commit { get; init; }

    public ImmutableArray<AppliedRecipe> Recipes { get; init; } = [];

    /// <summary>Of the inventory that searches were answered from.</summary>
    public long Generation { get; init; }

    public DateTimeOffset Start { get; init; }

    public DateTimeOffset End { get; init; }

    public ImmutableArray<ResourceOutcome> Resources { get; init; } = [];

    public ImmutableArray<RefreshOutcome> Refreshes { get; init; } = [];

    public ImmutableArray<CheckOutcome> Checks { get; init; } = [];

    /// <summary>Why it ended before its end: it was stopped, or its time was over.</summary>
    public string? Broken { get; init; }

    public RunStatus Status =>
        Broken is not null || Resources.Any(static r => r.Status == OutcomeStatus.Failed && !r.IsIgnored) || Refreshes.Any(static r => r.Status == RefreshStatus.Failed) ? RunStatus.Failed
        : Checks.Any(static check => check.Problem is not null) || Resources.Any(static r => r.IsFoughtOver) ? RunStatus.Unhealthy
        : HasChanges ? RunStatus.Changed
        : RunStatus.Unchanged;

    public bool HasChanges => Resources.Any(static r => r.Status == OutcomeStatus.Changed || !r.Replaced.IsEmpty) || Refreshes.Any(static r => r.Status == RefreshStatus.Done);

    public int Count(OutcomeStatus status) => Resources.Count(resource => resource.Status == status);
}

public enum RunStatus
{
    Unchanged,
    Changed,

    /// <summary>All was applied, and a check says that it is not well, or something is fought over.</summary>
    Unhealthy,
    Failed,
}

public enum RunTrigger
{
    /// <summary>Somebody ran it.</summary>
    Manual,

    /// <summary>It was time.</summary>
    Schedule,

    /// <summary>The server ordered it.</summary>
    Order,

    /// <summary>There was another commit to apply.</summary>
    Commit,

    /// <summary>What other nodes are had changed.</summary>
    Peers,

    /// <summary>Something had changed the machine. Such a run looks at what is concerned alone.</summary>
    Drift,

    /// <summary>The agent had just started.</summary>
    Start,
}

public sealed record AppliedRecipe(string Name, string Version);

public enum OutcomeStatus
{
    /// <summary>As it should be, and nothing was done.</summary>
    Ok,
    Changed,
    Failed,

    /// <summary>Not looked at, because of something that failed before.</summary>
    Skipped,
}

/// <summary>What became of one resource.</summary>
/// <param name="Recipe">As in the run list.</param>
/// <param name="At">Where it is declared.</param>
public sealed record ResourceOutcome(ResourceId Id, string Recipe, string At, OutcomeStatus Status)
{
    /// <summary>Why it failed, was skipped, or is left as it is for now.</summary>
    public string? Reason { get; init; }

    /// <summary>The resource that is to blame for a skipped one.</summary>
    public ResourceId? Blame { get; init; }

    public ImmutableArray<ReportedChange> Changes { get; init; } = [];

    public ImmutableArray<string> Steps { get; init; } = [];

    /// <summary>What its commands said.</summary>
    public string Output { get; init; } = "";

    public TimeSpan Duration { get; init; }

    /// <summary>What the plan said of it.</summary>
    public PlanStatus Planned { get; init; }

    /// <summary>Whether somebody changed the machine, and not the recipe.</summary>
    public bool IsCorrective { get; init; }

    /// <summary>Whether its failure is one that the recipe passes over.</summary>
    public bool IsIgnored { get; init; }

    /// <summary>Whether somebody changes it again and again, so that it is left alone for a while.</summary>
    public bool IsFoughtOver { get; init; }

    /// <summary>What stood in the places that it wrote to.</summary>
    public ImmutableArray<Replaced> Replaced { get; init; } = [];

    /// <summary>Whether the plan did not foresee what came.</summary>
    public bool IsSurprise => Status switch
    {
        OutcomeStatus.Changed => Planned is PlanStatus.Ok or PlanStatus.Blocked,
        OutcomeStatus.Ok => Planned is PlanStatus.Change or PlanStatus.Blocked,
        OutcomeStatus.Failed => Planned is not (PlanStatus.Blocked or PlanStatus.Unknown),
        _ => false,
    };
}

/// <summary>A property that was not as it should be, as texts.</summary>
/// <param name="Before">Null if there was nothing, or <paramref name="Difference"/> tells.</param>
/// <param name="Difference">Lines that went and came, where it is a long text.</param>
public sealed record ReportedChange(string Property, string? Before, string? After, string? Difference);

public enum RefreshStatus
{
    Done,

    /// <summary>What it was for was started by the same run.</summary>
    NotNeeded,
    Failed,

    /// <summary>Left to the next run.</summary>
    Owed,
}

/// <summary>What became of a refresh.</summary>
public sealed record RefreshOutcome(string Verb, ResourceId Target, RefreshStatus Status)
{
    public ImmutableArray<ResourceId> Because { get; init; } = [];

    /// <summary>Whether an earlier run left it.</summary>
    public bool WasOwed { get; init; }

    public string? Reason { get; init; }

    public string Output { get; init; } = "";

    public TimeSpan Duration { get; init; }
}

/// <summary>What a check came to.</summary>
public sealed record CheckOutcome(ResourceId Id, string Recipe, string At, string? Problem, TimeSpan Duration);
