using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Resources;

namespace Converge.Catalogs;

/// <summary>Looks up the resources that others notify or come after, once all are known.</summary>
internal sealed class ReferenceResolver(CatalogBuilder catalog, DiagnosticBag diagnostics)
{
    /// <summary>Which sections of the run list must wait for which others, because of <c>after</c>.</summary>
    public List<RecipeEdge> Edges { get; } = [];

    public void Resolve()
    {
        foreach (var entry in catalog.Entries.Values)
        {
            if (entry.Notify.Count == 0 && entry.After.Count == 0)
                continue;
            entry.Resource = entry.Resource with
            {
                Notifies = [.. entry.Notify.SelectMany(Targets).Distinct()],
                After = [.. entry.After.SelectMany(pending => Befores(entry, pending)).Distinct()],
            };
        }
    }

    private IEnumerable<Notification> Targets(PendingReference pending)
    {
        var id = ResourceTypes.Canonical(pending.Target);
        if (catalog.IsContainer(id))
            return TargetsInside(id, pending);
        if (!catalog.Entries.ContainsKey(id))
        {
            Unknown(pending);
            return [];
        }
        if (HasVerb(id, pending.Verb))
            return [new(pending.Verb, id)];
        var verbs = ResourceTypes.Find(id.Type)!.Verbs;
        diagnostics.Error(pending.At, $"{id} cannot '{pending.Verb}'", verbs.IsEmpty
            ? $"a {id.Type} cannot be notified"
            : Suggestions.Hint(pending.Verb, verbs) ?? $"it can {string.Join(", ", verbs)}");
        return [];
    }

    /// <summary>To notify what consists of others is to notify those of them that know the verb.</summary>
    private Notification[] TargetsInside(ResourceId container, PendingReference pending)
    {
        Notification[] targets = [.. catalog.Inside(container).Select(static entry => entry.Resource.Id).Where(id => HasVerb(id, pending.Verb)).Select(id => new Notification(pending.Verb, id))];
        if (targets.Length == 0)
            diagnostics.Error(pending.At, $"nothing in {container} can '{pending.Verb}'");
        return targets;
    }

    private static bool HasVerb(ResourceId id, string verb) => ResourceTypes.Find(id.Type)?.Verbs.Contains(verb) == true;

    private IEnumerable<ResourceId> Befores(CatalogBuilder.Entry entry, PendingReference pending)
    {
        var id = ResourceTypes.Canonical(pending.Target);
        var targets = catalog.IsContainer(id) ? catalog.Inside(id).ToList() : catalog.Entries.TryGetValue(id, out var found) ? [found] : [];
        if (targets.Count == 0)
        {
            Unknown(pending);
            yield break;
        }
        foreach (var target in targets)
        {
            if (target.Section != entry.Section)
                Edges.Add(new(target.Section.Entry.Name, entry.Section.Entry.Name, pending.At));
            else if (target.Position > entry.Position)
                diagnostics.Error(pending.At, $"{target.Resource.Id} comes later in the same recipe", "within a recipe resources run in the order in which they are written");
            yield return target.Resource.Id;
        }
    }

    private void Unknown(PendingReference pending)
    {
        var type = pending.Target.Type;
        var near = Suggestions.Hint(pending.Target.ToString(), catalog.Ids.Select(static id => id.ToString()));
        if (near is null && ResourceTypes.Find(type) is null && !type.Contains('.', StringComparison.Ordinal))
            near = $"there is no resource type '{type}'";
        diagnostics.Error(pending.At, $"there is no {pending.Target} in the catalog of this node", near ?? Others(type));
    }

    private string? Others(string type)
    {
        const int Most = 5;
        var others = catalog.Ids.Where(id => id.Type == type).Select(static id => id.ToString()).Order(StringComparer.Ordinal).ToImmutableArray();
        return others.Length is 0 or > Most ? null : $"there {(others.Length == 1 ? "is" : "are")} {string.Join(", ", others)}";
    }
}

/// <summary>One entry of the run list must be done before another.</summary>
/// <param name="At">Where that is said.</param>
internal sealed record RecipeEdge(string First, string Second, SourceSpan At);
