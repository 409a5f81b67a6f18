using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Resources;
using Converge.Resources.Firewall;

namespace Converge.Linux.Resources;

/// <summary>A rule that a recipe declares.</summary>
/// <param name="Before">The rule that it names, without its comment.</param>
internal sealed record DeclaredRule(ResourceId Id, FirewallRule Rule, FirewallRule? Before)
{
    public bool IsBeforeAll { get; init; }

    public bool IsAbsent { get; init; }

    public bool IsForced { get; init; }

    /// <summary>Where it stands among those of the catalog.</summary>
    public int Place { get; init; }

    /// <summary>Where it stands in the set.</summary>
    public int Rank { get; set; }

    public static DeclaredRule Of(CatalogResource resource, int place)
    {
        var before = resource["before"] is { Kind: ValueKind.String } text ? text.AsString() : null;
        return new(resource.Id, Parse(resource["rule"].AsString()), before is null or "all" ? null : Parse(before).WithoutComment)
        {
            IsBeforeAll = before == "all",
            IsAbsent = resource["absent"] == Value.True,
            IsForced = resource["force"] == Value.True,
            Place = place,
        };
    }

    private static FirewallRule Parse(string text) => FirewallRule.Parse(text) ?? throw new ArgumentException($"'{text}' is no rule", nameof(text));
}

/// <summary>The order of the set: that of the catalog, but for a rule that names an earlier one.</summary>
internal static class FirewallOrder
{
    public static List<DeclaredRule> Of(List<DeclaredRule> declared)
    {
        var order = new List<DeclaredRule>(declared.Count);
        foreach (var rule in declared)
        {
            var at = rule.Before is null ? -1 : order.FindIndex(other => other.Rule.WithoutComment == rule.Before);
            order.Insert(at < 0 ? order.Count : at, rule);
        }
        return order;
    }
}
