using System.Collections.Immutable;
using Converge.Language.Text;

namespace Converge.Recipes.Versions;

/// <summary>Chooses the versions of recipes. The same inputs give the same choice.</summary>
/// <param name="versions">All versions of a recipe, in any order; none if there is no such recipe.</param>
/// <param name="recipeNames">All recipes, for suggestions.</param>
public sealed class LockSolver(Func<string, IReadOnlyList<AvailableVersion>> versions, IReadOnlyCollection<string> recipeNames)
{
    /// <summary>Versions that are looked at before giving up; it takes some seconds.</summary>
    public int Budget { get; init; } = 1_000_000;

    /// <param name="at">Where to complain if it takes too long.</param>
    public LockSolution Solve(IReadOnlyCollection<Demand> demands, SourceSpan at)
    {
        ArgumentNullException.ThrowIfNull(demands);
        var universe = new SearchUniverse(versions, demands);
        var search = new VersionSearch(universe, static _ => false, Budget);
        switch (search.Run())
        {
            case VersionSearch.Outcome.Found:
                return new(search.Chosen.ToImmutableSortedDictionary(static c => c.Recipe.Name, static c => c.Version, StringComparer.Ordinal), Conflict: null);
            case VersionSearch.Outcome.OutOfBudget:
                return new(Chosen: null, Diagnostic.Error(at, $"no versions were found that satisfy all constraints, after looking at {Budget} of them", "narrow the constraints on the recipes with the most versions"));
            default:
                var core = new ConflictCore(universe, Budget / 10).Shrink(InOrder(search.Used));
                return new(Chosen: null, new ConflictReport(core, recipeNames).ToDiagnostic()) { Core = core };
        }
    }

    /// <summary>What is close to the user first: that is what the core will rather consist of.</summary>
    private static List<Claim> InOrder(IEnumerable<Claim> claims) =>
    [
        .. claims.OrderBy(static c => c.Owner is not null).ThenBy(static c => !c.Includes)
            .ThenBy(static c => c.Owner?.Recipe.Name ?? c.Demand!.Who, StringComparer.Ordinal)
            .ThenByDescending(static c => c.Owner?.Version.Version)
            .ThenBy(static c => c.Target.Name, StringComparer.Ordinal)
            .ThenBy(static c => c.At.File, StringComparer.Ordinal).ThenBy(static c => c.At.Line).ThenBy(static c => c.At.Column),
    ];
}

/// <param name="Chosen">A version of each recipe that is needed; null if there is a conflict.</param>
/// <param name="Conflict">The fewest constraints that exclude each other, each with its position.</param>
public sealed record LockSolution(ImmutableSortedDictionary<string, AvailableVersion>? Chosen, Diagnostic? Conflict)
{
    internal IReadOnlyList<Claim> Core { get; init; } = [];
}
