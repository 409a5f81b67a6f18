namespace Converge.Recipes.Versions;

/// <summary>The recipes that a search comes across, read when it does, and what is wanted of them from outside.</summary>
internal sealed class SearchUniverse
{
    private readonly Dictionary<string, SearchedRecipe> _recipes = new(StringComparer.Ordinal);
    private readonly Func<string, IReadOnlyList<AvailableVersion>> _versions;

    public SearchUniverse(Func<string, IReadOnlyList<AvailableVersion>> versions, IEnumerable<Demand> demands)
    {
        _versions = versions;
        Demands = [.. demands.OrderBy(static d => d.Wants.Recipe, StringComparer.Ordinal).Select(d => new Claim(Find(d.Wants.Recipe), d.Wants, owner: null) { Demand = d })];
        foreach (var claim in Demands)
            claim.Target.Demands.Add(claim);
    }

    /// <summary>By the name of the recipe.</summary>
    public IReadOnlyList<Claim> Demands { get; }

    public SearchedRecipe Find(string name)
    {
        if (_recipes.TryGetValue(name, out var recipe))
            return recipe;
        var versions = _versions(name).OrderBy(static v => v.Version.IsPrerelease).ThenByDescending(static v => v.Version).ToArray();
        recipe = new(name) { Candidates = new Candidate[versions.Length] };
        for (var position = 0; position < versions.Length; position++)
            recipe.Candidates[position] = new(recipe, versions[position]);
        _recipes.Add(name, recipe);
        return recipe;
    }
}
