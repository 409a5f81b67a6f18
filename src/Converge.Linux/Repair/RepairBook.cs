using System.Collections.Immutable;
using Converge.Linux.State;
using Converge.Reports;
using Converge.Resources;

namespace Converge.Linux.Repair;

/// <summary>What live repair has done, and what it leaves alone for now.</summary>
internal sealed class RepairBook(int most, TimeProvider time)
{
    // What cannot be put right now will not be in the next second, and its failure stirs it once more.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);

    private readonly FightRecord _fights = new(most, time);
    private readonly HashSet<ResourceId> _suspended = [];
    private readonly HashSet<ResourceId> _failed = [];
    private readonly Dictionary<ResourceId, DateTimeOffset> _later = [];
    private (long Repaired, long Failed, DateTimeOffset Last) _sum;

    /// <summary>When something that is left alone may be looked at again.</summary>
    public DateTimeOffset? NextLook => _later.Count == 0 ? null : _later.Values.Min();

    public ImmutableArray<ResourceId> TakeDue()
    {
        if (_later.Count == 0)
            return [];
        var now = time.GetUtcNow();
        ImmutableArray<ResourceId> due = [.. _later.Where(later => later.Value <= now).Select(static later => later.Key)];
        foreach (var id in due)
            _later.Remove(id);
        return due;
    }

    public void Suspend(IEnumerable<ResourceId> ids) => _suspended.UnionWith(ids);

    public bool IsSuspended(ResourceId id) => _suspended.Contains(id) || _failed.Contains(id);

    public bool IsLeft(ResourceId id) => IsSuspended(id) || _later.ContainsKey(id) || _fights.LeftUntil(id) is not null;

    public ImmutableArray<ResourceId> TakeSuspended()
    {
        ImmutableArray<ResourceId> suspended = [.. _suspended];
        _suspended.Clear();
        return suspended;
    }

    /// <summary>After a whole run: what failed in it is no drift.</summary>
    public void Follow(Report? last)
    {
        _failed.Clear();
        _failed.UnionWith((last?.Resources ?? []).Where(static outcome => outcome.Status is OutcomeStatus.Failed or OutcomeStatus.Skipped).Select(static outcome => outcome.Id));
    }

    /// <summary>Those of which it must be told that they are fought over, and those that are to be put right.</summary>
    public (ImmutableArray<FoughtOver> Fought, ImmutableArray<ResourceId> Mine) Divide(ImmutableArray<ResourceId> due)
    {
        var fought = ImmutableArray.CreateBuilder<FoughtOver>();
        var mine = ImmutableArray.CreateBuilder<ResourceId>();
        foreach (var id in due)
        {
            if (_fights.LeftUntil(id) is { } until)
            {
                _later[id] = until;
                if (!_fights.IsTold(id))
                    fought.Add(new(id, until));
            }
            else if (!_later.ContainsKey(id))
                mine.Add(id);
        }
        return (fought.ToImmutable(), mine.ToImmutable());
    }

    public void Add(Report report)
    {
        foreach (var outcome in report.Resources)
        {
            if (outcome.IsFoughtOver)
                _fights.Tell(outcome.Id);
            if (outcome.Status is not (OutcomeStatus.Changed or OutcomeStatus.Failed))
                continue;
            _fights.Add(outcome.Id);
            if (outcome.Status == OutcomeStatus.Failed)
                _later[outcome.Id] = time.GetUtcNow() + PauseAfterFailure;
        }
        _sum = (_sum.Repaired + report.Count(OutcomeStatus.Changed), _sum.Failed + report.Count(OutcomeStatus.Failed), report.End);
    }

    public RepairFigures Figures(int watched, bool hasProblem) => new(watched, _sum.Repaired, _sum.Failed, _fights.CountTold(), hasProblem, _sum.Last);
}

/// <summary>A resource that somebody changes again and again, and until when it is left alone.</summary>
internal sealed record FoughtOver(ResourceId Id, DateTimeOffset Until);
