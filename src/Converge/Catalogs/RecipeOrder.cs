using Converge.Language.Text;

namespace Converge.Catalogs;

/// <summary>The order in which the entries of a run list are applied: as they come, except where one must wait for another.</summary>
internal static class RecipeOrder
{
    /// <returns>The sections in their order; null after a circle was reported.</returns>
    public static List<CatalogBuilder.Section>? Sort(IReadOnlyList<CatalogBuilder.Section> sections, List<RecipeEdge> edges, DiagnosticBag diagnostics)
    {
        var sorted = new List<CatalogBuilder.Section>(sections.Count);
        var left = sections.ToList();
        while (left.Count > 0)
        {
            var next = left.FindIndex(section => IsFree(section, left, edges));
            if (next < 0)
            {
                ReportCircle(left, edges, diagnostics);
                return null;
            }
            sorted.Add(left[next]);
            left.RemoveAt(next);
        }
        return sorted;
    }

    private static bool IsFree(CatalogBuilder.Section section, List<CatalogBuilder.Section> left, List<RecipeEdge> edges) =>
        !edges.Exists(edge => edge.Second == section.Entry.Name && left.Exists(other => other.Entry.Name == edge.First));

    /// <summary>Among those that wait for each other, following what each waits for leads back to where one was.</summary>
    private static void ReportCircle(List<CatalogBuilder.Section> left, List<RecipeEdge> edges, DiagnosticBag diagnostics)
    {
        var path = new List<RecipeEdge>();
        var name = left[0].Entry.Name;
        while (!path.Exists(edge => edge.Second == name))
        {
            var edge = edges.Find(edge => edge.Second == name && left.Exists(section => section.Entry.Name == edge.First));
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
