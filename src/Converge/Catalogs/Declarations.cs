using Converge.Language.Text;

namespace Converge.Catalogs;

/// <summary>Makes one resource of two declarations of the same.</summary>
internal static class Declarations
{
    /// <summary>What both say together. What only one of them says counts; where they differ it is an error.</summary>
    public static CatalogResource? Merge(CatalogResource first, CatalogResource second, DiagnosticBag diagnostics)
    {
        var properties = first.Properties.ToBuilder();
        foreach (var (name, property) in second.Properties)
        {
            if (!properties.TryGetValue(name, out var other))
                properties.Set(name, property);
            else if (!SameValue.Of(other.Value, property.Value))
                return Conflict(first, $"'{name}' of {first.Id} is {Show(other)} in one place and {Show(property)} in another", other.At, property.At, diagnostics);
        }
        if (first.Source is not null && second.Source is not null && first.Source.Sha256 != second.Source.Sha256)
            return Conflict(first, $"{first.Id} has two different contents", first.At, second.At, diagnostics);
        if (first.Container != second.Container && first.Container is not null && second.Container is not null)
            return Conflict(first, $"{first.Id} is a part of two resources: {first.Container} and {second.Container}", first.At, second.At, diagnostics);
        return first with
        {
            Properties = properties.ToMap(),
            AlsoAt = first.AlsoAt.Contains(second.At) ? first.AlsoAt : first.AlsoAt.Add(second.At),
            Container = first.Container ?? second.Container,
            Source = first.Source ?? second.Source,
            IsSecret = first.IsSecret || second.IsSecret,
            IgnoresFailure = first.IgnoresFailure && second.IgnoresFailure,
            GuardsConnectivity = first.GuardsConnectivity || second.GuardsConnectivity,
        };
    }

    private static string Show(CatalogProperty property)
    {
        const int Longest = 40;
        var text = property.Value.ToString();
        return text.Contains('\n', StringComparison.Ordinal) || text.Length > Longest ? "one text" : $"'{text}'";
    }

    private static CatalogResource? Conflict(CatalogResource first, string message, SourceSpan firstAt, SourceSpan secondAt, DiagnosticBag diagnostics)
    {
        diagnostics.Add(Diagnostic.Error(secondAt, message) with
        {
            Related = firstAt == first.At ? [new(firstAt, "first here")] : [new(first.At, "first declared here"), new(firstAt, "where it is given")],
        });
        return null;
    }
}
