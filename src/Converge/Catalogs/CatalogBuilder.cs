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
            _entries.Add(resource.Id, entry = new(resource, _sections[^1], _entries.Count));
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

    /// <summary>All resources that are a part of a container, or of a part of it. To be asked when all are known.</summary>
    public IEnumerable<Entry> Inside(ResourceId container) => Descend(container).OrderBy(static entry => entry.Position);

    public ImmutableArray<Container> Containers() =>
    [
        .. _containers.Values.Select(open => new Container(open.Container.Id, open.At, open.Container.Outer?.Id)
        {
            Members = [.. Members[open.Container.Id].Select(static entry => entry.Resource.Id)],
        }),
    ];

    private ILookup<ResourceId?, Entry> Members => field ??= _entries.Values.ToLookup(static entry => entry.Resource.Container);

    private ILookup<ResourceId?, ResourceId> Parts => field ??= _containers.Values.ToLookup(static open => open.Container.Outer?.Id, static open => open.Container.Id);

    private IEnumerable<Entry> Descend(ResourceId container) => Members[container].Concat(Parts[container].SelectMany(Descend));

    /// <summary>What an entry of the run list declares.</summary>
    internal sealed record Section(RunListEntry Entry)
    {
        public List<Entry> Resources { get; } = [];

        public List<CatalogCheck> Checks { get; } = [];
    }

    /// <param name="position">Among all, in the order in which they were declared.</param>
    internal sealed class Entry(CatalogResource resource, Section section, int position)
    {
        public int Position { get; } = position;

        public CatalogResource Resource { get; set; } = resource;

        public Section Section { get; } = section;

        public List<PendingReference> Notify { get; } = [];

        public List<PendingReference> After { get; } = [];
    }
}
