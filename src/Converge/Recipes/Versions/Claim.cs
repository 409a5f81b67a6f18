using Converge.Language.Text;

namespace Converge.Recipes.Versions;

/// <summary>A recipe during the search, with its versions in the order in which they are tried.</summary>
internal sealed class SearchedRecipe(string name)
{
    public string Name { get; } = name;

    public required Candidate[] Candidates { get; init; }

    /// <summary>What roles and environments want of it.</summary>
    public List<Claim> Demands { get; } = [];
}

internal sealed class Candidate(SearchedRecipe recipe, AvailableVersion version)
{
    private Claim[]? _claims;

    public SearchedRecipe Recipe { get; } = recipe;

    public AvailableVersion Version { get; } = version;

    /// <summary>What it wants of others, by their name.</summary>
    public Claim[] ClaimsIn(Func<string, SearchedRecipe> find) => _claims ??= Version.Depends
        .OrderBy(static wants => wants.Recipe, StringComparer.Ordinal)
        .Select(wants => new Claim(find(wants.Recipe), wants, this)).ToArray();
}

/// <summary>One thing that somebody wants of a recipe; what a conflict consists of.</summary>
internal sealed class Claim(SearchedRecipe target, Requirement wants, Candidate? owner)
{
    private readonly Dictionary<Candidate, bool> _allowed = [];

    public SearchedRecipe Target { get; } = target;

    /// <summary>The version that says it; null for a role or an environment.</summary>
    public Candidate? Owner { get; } = owner;

    /// <summary>The role or environment that says it.</summary>
    public Demand? Demand { get; init; }

    public bool Includes => Demand?.Includes ?? true;

    public VersionConstraint Constraint => wants.Constraint;

    public SourceSpan At => wants.At;

    /// <summary>A recipe that is used without a constraint may be any version, also one before its first release.</summary>
    public bool Allows(Candidate candidate)
    {
        if (!_allowed.TryGetValue(candidate, out var isAllowed))
            _allowed.Add(candidate, isAllowed = ReferenceEquals(Constraint, VersionConstraint.Any) || Constraint.Allows(candidate.Version.Version));
        return isAllowed;
    }
}
