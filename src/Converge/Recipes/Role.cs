using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Yaml;

namespace Converge.Recipes;

/// <summary>What a node is for: recipes in their order, and attributes.</summary>
/// <param name="At">Where its name stands.</param>
public sealed record Role(string Name, SourceSpan At)
{
    public string? Summary { get; init; }

    public ImmutableArray<RecipeReference> Recipes { get; init; } = [];

    public YamlMapping? Attributes { get; init; }

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];
}
