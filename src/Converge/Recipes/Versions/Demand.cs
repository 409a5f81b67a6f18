namespace Converge.Recipes.Versions;

/// <summary>What a role or an environment wants of a recipe.</summary>
/// <param name="Who">As messages call it: <c>role 'web'</c>.</param>
/// <param name="Includes">Whether the recipe must be there because of it; else it counts if the recipe is there.</param>
public sealed record Demand(string Who, Requirement Wants, bool Includes);
