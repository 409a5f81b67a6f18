using Converge.Protocol;

namespace Converge.Server.Storage.Folder;

/// <summary>The summaries of runs in memory: all of them, and those of each node, the latest first.</summary>
internal sealed class RunIndex
{
    private static readonly Comparer<RunSummary> Order = Comparer<RunSummary>.Create(static (one, other) => RunPlace.Of(one).CompareTo(RunPlace.Of(other)));

    private readonly Lock _lock = new();
    private readonly Dictionary<string, RunSummary> _ids = new(StringComparer.Ordinal);
    private readonly SortedSet<RunSummary> _all = new(Order);
    private readonly Dictionary<string, SortedSet<RunSummary>> _nodes = new(StringComparer.Ordinal);

    public RunSummary? Find(string id)
    {
        lock (_lock)
            return _ids.GetValueOrDefault(id);
    }

    public void Add(RunSummary run)
    {
        lock (_lock)
        {
            if (!_ids.TryAdd(run.Id, run))
                return;
            _all.Add(run);
            if (!_nodes.TryGetValue(run.Node, out var runs))
                _nodes.Add(run.Node, runs = new(Order));
            runs.Add(run);
        }
    }

    public void Remove(RunSummary run)
    {
        lock (_lock)
        {
            _ids.Remove(run.Id);
            _all.Remove(run);
            if (_nodes.TryGetValue(run.Node, out var runs) && runs.Remove(run) && runs.Count == 0)
                _nodes.Remove(run.Node);
        }
    }

    public Page<RunSummary> List(RunFilter filter, RunPlace? after, int limit)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        lock (_lock)
        {
            var runs = filter.Node is null ? _all : _nodes.GetValueOrDefault(filter.Node);
            if (runs is null or { Count: 0 })
                return new([], null);
            IEnumerable<RunSummary> rest = runs;
            if (after is { } place)
            {
                var first = new RunSummary(place.Id, "", "", new(place.Start, TimeSpan.Zero), default);
                rest = Order.Compare(first, runs.Max!) >= 0 ? [] : runs.GetViewBetween(first, runs.Max!).SkipWhile(run => RunPlace.Of(run) == place);
            }
            if (filter.Since is { } since)
                rest = rest.TakeWhile(run => run.Start >= since);
            RunSummary[] found = [.. rest.Where(run => Matches(filter, run)).Take(limit + 1)];
            return found.Length <= limit ? new(found, null) : new(found[..limit], Cursor.Of(RunPlace.Of(found[limit - 1])));
        }
    }

    /// <summary>Those that ended before a moment, and of each node those beyond a number of the others.</summary>
    public List<RunSummary> FindOld(DateTimeOffset before, int keptPerNode)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keptPerNode);
        lock (_lock)
            return [.. _all.Where(run => run.End < before), .. _nodes.Values.SelectMany(runs => runs.Where(run => run.End >= before).Skip(keptPerNode))];
    }

    private static bool Matches(RunFilter filter, RunSummary run) =>
        (filter.Environment is null || run.Environment == filter.Environment)
        && (filter.Status is null || run.Status == filter.Status)
        && (filter.IsCorrective is not { } corrective || run.Corrective > 0 == corrective);
}
