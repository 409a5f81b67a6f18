using Converge.Language.Text;
using Converge.Resources;

namespace Converge.Catalogs.Cases;

/// <summary>Sections of a case that name resources, one in each line: <c>service[haproxy]</c>.</summary>
internal static class ResourceLines
{
    /// <summary>None of them may be there.</summary>
    public static void CheckLacking(SourceText section, Catalog catalog, DiagnosticBag problems)
    {
        foreach (var (id, at) in Read(section, problems))
        {
            if (catalog.Find(id) is { } found)
                problems.Add(Diagnostic.Error(at, $"{id} must not be in the catalog, and is") with { Related = [new(found.At, "declared here")] });
        }
    }

    /// <summary>All of them must be there, each behind the one above it.</summary>
    public static void CheckOrder(SourceText section, Catalog catalog, DiagnosticBag problems)
    {
        var order = catalog.Resources.Select(static resource => resource.Id).ToList();
        ResourceId? before = null;
        foreach (var (id, at) in Read(section, problems))
        {
            var position = order.IndexOf(id);
            if (position < 0)
                problems.Add(Missing(id, at, catalog));
            else if (before is { } above && position < order.IndexOf(above))
                problems.Error(at, $"{id} comes before {above}");
            if (position >= 0)
                before = id;
        }
    }

    public static Diagnostic Missing(ResourceId id, SourceSpan at, Catalog catalog)
    {
        const int Most = 8;
        var hint = Suggestions.Hint(id.ToString(), catalog.Resources.Select(static resource => resource.Id.ToString()));
        var others = catalog.Resources.Where(resource => resource.Id.Type == id.Type).Select(static resource => resource.Id.ToString()).ToList();
        if (hint is null && others.Count is > 0 and <= Most)
            hint = $"there {(others.Count == 1 ? "is" : "are")} {string.Join(", ", others)}";
        return Diagnostic.Error(at, $"there is no {id} in the catalog", hint);
    }

    private static IEnumerable<(ResourceId Id, SourceSpan At)> Read(SourceText section, DiagnosticBag problems)
    {
        var start = 0;
        foreach (var line in TextLines.Of(section.Text))
        {
            var text = line.Trim();
            var at = section.Span(start + line.IndexOf(text, StringComparison.Ordinal), text.Length);
            start += line.Length;
            if (text.Length == 0)
                continue;
            if (!ResourceId.TryParse(text, out var id))
                problems.Error(at, $"'{text}' names no resource", "as in 'service[nginx]', one in each line");
            else if (ResourceTypes.Find(id.Type) is null)
                problems.Error(at, $"there is no resource type '{id.Type}'", Suggestions.Hint(id.Type, ResourceTypes.Names));
            else
                yield return (ResourceTypes.Canonical(id), at);
        }
    }
}
