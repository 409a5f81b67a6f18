using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Resources;

namespace Converge.Catalogs;

/// <summary>Collects the resources of a node, makes one of those that are declared twice, and knows who refers to whom.</summary>
internal sealed class CatalogBuilder
{
    private readonly List<Section> _sections = [];
    private readonly Dictionary<ResourceId, Entry> _entries = [];
    private readonly Dictionary<ResourceId, (OpenContainer Container, SourceSpan At)> _containers = [];
    private readonly List<ExcludedResource> _excluded = [];

    public ImmutableArray<ExcludedResource> Excluded => [.. _excluded];

    public IReadOnlyList<Section> Sections => _sections;

    public IReadOnlyDictionary<ResourceId, Entry> Entries => _entries;

    public IEnumerable<ResourceId> Ids => _entries.Keys.Concat(_containers.Keys);

    /// <summary>From here on resources belong to this entry of the run list.</summary>
    public void Start(RunListEntry entry) => _sections.Add(new(entry));

    public void Exclude(ExcludedResource excluded) => _excluded.Add(excluded);

    public void Add(CatalogCheck check) => _sections[^1].Checks.Add(check);

    public void Add(CatalogResource resource, Traits traits, DiagnosticBag diagnostics)
    {
        if (!_entries.TryGetValue(resource.Id, out var entry))
        {
            _entries.Add(resource.Id, entry = new(resource, _sections[^1]));
            _sections[^1].Resources.Add(entry);
        }
        else if (Declarations.Merge(entry.Resource, resource, diagnostics) is { } merged)
            entry.Resource = merged;
        entry.Notify.AddRange(traits.Notify);
        entry.After.AddRange(traits.After);
    }

    /// <summary>A resource of which others are a part.</summary>
    public bool Open(OpenContainer container, SourceSpan at, DiagnosticBag diagnostics)
    {
        if (_containers.TryAdd(container.Id, (container, at)))
            return true;
        diagnostics.Add(Diagnostic.Error(at, $"{container.Id} is declared twice") with { Related = [new(_containers[container.Id].At, "first here")] });
        return false;
    }

    public bool IsContainer(ResourceId id) => _containers.ContainsKey(id);

    /// <summary>All resources that are a part of a container, or of a part of it.</summary>
    public IEnumerable<Entry> Inside(ResourceId container) => _entries.Values.Where(entry => IsInside(entry.Resource.Container, container));

    public ImmutableArray<Container> Containers() =>
    [
        .. _containers.Values.Select(open => new Container(open.Container.Id, open.At, open.Container.Outer?.Id)
        {
            Members = [.. _entries.Values.Where(entry => entry.Resource.Container == open.Container.Id).Select(static entry => entry.Resource.Id)],
        }),
    ];

    private bool IsInside(ResourceId? id, ResourceId container)
    {
        for (; id is { } inner; id = _containers[inner].Container.Outer?.Id)
        {
            if (inner == container)
                return true;
        }
        return false;
    }

    /// <summary>What an entry of the run list declares.</summary>
    internal sealed record Section(RunListEntry Entry)
    {
        public List<Entry> Resources { get; } = [];

        public List<CatalogCheck> Checks { get; } = [];
    }

    internal sealed class Entry(CatalogResource resource, Section section)
    {
        public CatalogResource Resource { get; set; } = resource;

        public Section Section { get; } = section;

        public List<PendingReference> Notify { get; } = [];

        public List<PendingReference> After { get; } = [];
    }
}
