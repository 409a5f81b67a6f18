using Converge.Resources;

namespace Converge.Linux.Repair;

/// <summary>
/// How often each resource was put right within the last hour: who puts right the same thing again and again fights
/// somebody, and only people can settle that.
/// </summary>
internal sealed class FightRecord(int most, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly Dictionary<ResourceId, Queue<DateTimeOffset>> _repairs = [];
    private readonly HashSet<ResourceId> _told = [];

    /// <summary>Until when it is left alone; null if it may be put right.</summary>
    public DateTimeOffset? LeftUntil(ResourceId id)
    {
        if (!_repairs.TryGetValue(id, out var repairs))
            return null;
        while (repairs.TryPeek(out var oldest) && time.GetUtcNow() - oldest >= Window)
            repairs.Dequeue();
        if (repairs.Count >= most)
            return repairs.Peek() + Window;
        _told.Remove(id);
        if (repairs.Count == 0)
            _repairs.Remove(id);
        return null;
    }

    public void Add(ResourceId id)
    {
        if (!_repairs.TryGetValue(id, out var repairs))
            _repairs[id] = repairs = [];
        repairs.Enqueue(time.GetUtcNow());
    }

    /// <summary>Whether somebody was told of this fight.</summary>
    public bool IsTold(ResourceId id) => _told.Contains(id);

    public void Tell(ResourceId id) => _told.Add(id);

    /// <summary>How many are left alone now.</summary>
    public int CountTold() => _told.ToList().Count(id => LeftUntil(id) is not null);
}
