using Converge.Language.Text;

namespace Converge.Catalogs;

/// <summary>The order in which the entries of a run list are applied: as they come, except where one must wait for another.</summary>
internal static class RecipeOrder
{
    /// <returns>The sections in their order; null after a circle was reported.</returns>
    public static List<CatalogBuilder.Section>? Sort(IReadOnlyList<CatalogBuilder.Section> sections, List<RecipeEdge> edges, DiagnosticBag diagnostics)
    {
        var positions = sections.Select(static (section, position) => (section.Entry.Name, position)).ToDictionary(StringComparer.Ordinal);
        var waits = new int[sections.Count];
        var waiting = edges.Where(edge => positions.ContainsKey(edge.First) && positions.ContainsKey(edge.Second)).ToLookup(edge => positions[edge.First], edge => positions[edge.Second]);
        foreach (var second in waiting.SelectMany(static group => group))
            waits[second]++;
        var sorted = new List<CatalogBuilder.Section>(sections.Count);
        // Of those that wait for nothing any more, the one that comes first.
        var free = new SortedSet<int>(Enumerable.Range(0, waits.Length).Where(position => waits[position] == 0));
        while (free.Count > 0)
        {
            var next = free.Min;
            free.Remove(next);
            sorted.Add(sections[next]);
            foreach (var second in waiting[next])
            {
                if (--waits[second] == 0)
                    free.Add(second);
            }
        }
        if (sorted.Count == sections.Count)
            return sorted;
        ReportCircle([.. sections.Where((_, position) => waits[position] > 0)], edges, diagnostics);
        return null;
    }

    /// <summary>Among those that wait for each other, following what each waits for leads back to where one was.</summary>
    private static void ReportCircle(List<CatalogBuilder.Section> left, List<RecipeEdge> edges, DiagnosticBag diagnostics)
    {
        var path = new List<RecipeEdge>();
        var name = left[0].Entry.Name;
        while (!path.Exists(edge => edge.Second == name))
        {
            var edge = edges.First(edge => edge.Second == name && left.Exists(section => section.Entry.Name == edge.First));
            path.Add(edge);
            name = edge.First;
        }
        var circle = path.SkipWhile(edge => edge.Second != name).Reverse().ToList();
        diagnostics.Add(Diagnostic.Error(circle[0].At, $"recipes wait for each other in a circle: {string.Join(" -> ", circle.Select(static e => e.First).Append(circle[0].First))}") with
        {
            Related = [.. circle.Select(static edge => new RelatedPosition(edge.At, $"'{edge.Second}' waits for '{edge.First}'"))],
        });
    }
}
