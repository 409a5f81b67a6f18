namespace Converge.Recipes.Versions;

/// <summary>
/// Of claims that cannot be met together, those without any of which the others could (Junker's QuickXplain: halves, so
/// that a small core among many claims takes few searches).
/// </summary>
internal sealed class ConflictCore(SearchUniverse universe, int budget)
{
    /// <param name="claims">In the order of preference: what comes first is rather part of the core.</param>
    public IReadOnlyList<Claim> Shrink(IReadOnlyList<Claim> claims) => Find([], claims, hasMore: false);

    /// <summary>Whether they are known to exclude each other; a search that is too long proves nothing.</summary>
    public bool IsConflict(IEnumerable<Claim> claims)
    {
        var counting = claims.ToHashSet();
        return new VersionSearch(universe, claim => !counting.Contains(claim), budget).Run() == VersionSearch.Outcome.Impossible;
    }

    /// <param name="hasMore">Whether the background grew since it was last tried alone.</param>
    private IReadOnlyList<Claim> Find(IReadOnlyList<Claim> background, IReadOnlyList<Claim> claims, bool hasMore)
    {
        if (hasMore && IsConflict(background))
            return [];
        if (claims.Count <= 1)
            return claims;
        var half = claims.Count / 2;
        var (first, second) = (claims.Take(half).ToList(), claims.Skip(half).ToList());
        var fromSecond = Find([.. background, .. first], second, hasMore: true);
        var fromFirst = Find([.. background, .. fromSecond], first, hasMore: fromSecond.Count > 0);
        return [.. fromFirst, .. fromSecond];
    }
}
