using Converge.Language.Text;

namespace Converge.Recipes.Versions;

/// <summary>Which versions of a recipe something wants.</summary>
/// <param name="At">Where it says so.</param>
public sealed record Requirement(string Recipe, VersionConstraint Constraint, SourceSpan At);
