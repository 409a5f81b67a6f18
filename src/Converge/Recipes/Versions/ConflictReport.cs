using Converge.Language.Text;

namespace Converge.Recipes.Versions;

/// <summary>Tells why there is no choice of versions.</summary>
/// <param name="core">Claims that exclude each other.</param>
internal sealed class ConflictReport(IReadOnlyList<Claim> core, IReadOnlyCollection<string> recipeNames)
{
    private const int MostShown = 5;

    /// <summary>What several versions of a recipe say alike is one line.</summary>
    private readonly List<Group> _groups =
    [
        .. core.GroupBy(static c => (c.Target.Name, Who: c.Owner?.Recipe.Name ?? c.Demand!.Who, c.Constraint.Text, c.Includes, IsVersion: c.Owner is not null))
            .Select(static g => new Group([.. g.OrderByDescending(static c => c.Owner?.Version.Version)])),
    ];

    public Diagnostic ToDiagnostic()
    {
        if (core.FirstOrDefault(static c => c.Target.Candidates.Length == 0) is { } missing)
            return Missing(missing);
        var subject = core.Select(static c => c.Target).Distinct().Where(HasNoVersionLeft).OrderBy(static r => r.Name, StringComparer.Ordinal).FirstOrDefault();
        if (subject is null)
        {
            var names = core.Select(static c => c.Target.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(static n => $"'{n}'");
            return Report(_groups.Find(static g => g.First is { Demand.Includes: false }) ?? _groups[0], _groups, $"there are no versions of {Listed(names)} that go together", hint: null);
        }
        var about = _groups.Where(g => g.First.Target == subject && !g.IsAny).OrderBy(static g => g.First.Demand is not null).ToList();
        var said = string.Join(", ", about.Select(static g => $"{g.Who} {(g.IsOne ? "wants" : "want")} {g.First.Constraint.Text}"));
        var at = about.Find(static g => g.First.Demand is not null) ?? about[0];
        var message = about.Count == 1 ? $"no version of '{subject.Name}' satisfies '{at.First.Constraint.Text}'" : $"no version of '{subject.Name}' satisfies all: {said}";
        return Report(at, about.Concat(_groups.Except(about)), message, VersionsHint(subject));
    }

    private Diagnostic Missing(Claim missing) => Report(
        _groups.Find(g => g.First == missing) ?? _groups[0], _groups, $"there is no recipe '{missing.Target.Name}'", Suggestions.Hint(missing.Target.Name, recipeNames));

    private static Diagnostic Report(Group at, IEnumerable<Group> groups, string message, string? hint) => Diagnostic.Error(at.First.At, message, hint) with
    {
        Related = [.. groups.Select(static g => new RelatedPosition(g.First.At, g.ToString()))],
    };

    /// <summary>Whether it alone is the conflict: what versions of one recipe want is not wanted at the same time.</summary>
    private bool HasNoVersionLeft(SearchedRecipe recipe)
    {
        var voices = core.Where(claim => claim.Target == recipe).ToLookup(static claim => (object?)claim.Owner?.Recipe ?? claim);
        return Array.TrueForAll(recipe.Candidates, candidate => voices.Any(claims => !claims.Any(claim => claim.Allows(candidate))));
    }

    private static string VersionsHint(SearchedRecipe recipe)
    {
        var shown = recipe.Candidates.Take(MostShown).Select(static c => c.Version.Version.ToString()).ToList();
        var more = recipe.Candidates.Length - shown.Count;
        if (more > 0)
            shown.Add($"{more} more");
        return $"there {(recipe.Candidates.Length == 1 ? "is" : "are")} {Listed(shown)}";
    }

    private static string Listed(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all.SkipLast(1))} and {all[^1]}";
    }

    /// <param name="Claims">The newest version first.</param>
    private sealed record Group(IReadOnlyList<Claim> Claims)
    {
        public Claim First => Claims[0];

        public bool IsOne => Claims.Count == 1;

        public bool IsAny => ReferenceEquals(First.Constraint, VersionConstraint.Any);

        public string Who => First.Owner is not { } owner ? First.Demand!.Who
            : $"{owner.Recipe.Name} {owner.Version.Version}{(IsOne ? "" : $" (and {Claims.Count - 1} older)")}";

        public override string ToString() => IsAny
            ? $"{Who} {(IsOne ? "uses" : "use")} '{First.Target.Name}'"
            : $"{Who} {(IsOne ? "wants" : "want")} '{First.Target.Name}' {First.Constraint.Text}";
    }
}
