using System.Collections.Frozen;
using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Resources;

namespace Converge.Linux.Repair;

/// <summary>Which resources are concerned if a place is stirred.</summary>
internal sealed class WatchList
{
    public static readonly WatchList Empty = new([]);

    private readonly Dictionary<Watch, List<ResourceId>> _concerned = [];
    private readonly Dictionary<ResourceId, List<Watch>> _places = [];
    private readonly FrozenDictionary<ResourceId, ImmutableArray<ResourceId>> _notified;

    public WatchList(IEnumerable<CatalogResource> resources)
    {
        var all = resources.ToList();
        _notified = all.Where(static resource => !resource.Notifies.IsEmpty).ToFrozenDictionary(static resource => resource.Id, static resource => resource.Notifies.Select(static notified => notified.Target).ToImmutableArray());
        foreach (var resource in all)
        {
            foreach (var watch in WatchesOf(resource))
            {
                Add(_concerned, watch, resource.Id);
                Add(_places, resource.Id, watch);
            }
        }
    }

    public IReadOnlyCollection<Watch> Places => _concerned.Keys;

    public IReadOnlyCollection<ResourceId> Resources => _places.Keys;

    public IReadOnlyList<ResourceId> Concerned(Watch watch) => _concerned.GetValueOrDefault(watch) ?? [];

    public IReadOnlyList<Watch> PlacesOf(ResourceId id) => _places.GetValueOrDefault(id) ?? [];

    /// <summary>
    /// These, and all of the firewall with any of it. Who looks while ufw is at work may find the kernel behind the rules before the
    /// rules are found to be others, and would have it given those that ufw leaves.
    /// </summary>
    public IEnumerable<ResourceId> WithSet(IReadOnlyCollection<ResourceId> ids) =>
        Concerned(new FirewallWatch()) is { Count: > 0 } firewall && firewall.Any(ids.Contains) ? ids.Union(firewall) : ids;

    /// <summary>These, and what would be told of a change of them, and of a change of that.</summary>
    public HashSet<ResourceId> WithNotified(IEnumerable<ResourceId> ids)
    {
        var (all, open) = (new HashSet<ResourceId>(), new Queue<ResourceId>(ids));
        while (open.TryDequeue(out var id))
        {
            if (!all.Add(id) || !_notified.TryGetValue(id, out var targets))
                continue;
            foreach (var target in targets)
                open.Enqueue(target);
        }
        return all;
    }

    private static IEnumerable<Watch> WatchesOf(CatalogResource resource) =>
        Builtins.ResourceTypes.GetValueOrDefault(resource.Id.Type) is IWatchable type ? type.Watches(resource).Distinct() : [];

    private static void Add<TKey, TItem>(Dictionary<TKey, List<TItem>> lists, TKey key, TItem item)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
            lists[key] = list = new(1);
        list.Add(item);
    }
}
