using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Recipes;

namespace Converge.Catalogs;

/// <summary>The recipes of a node in their order, dependencies first, each once.</summary>
public sealed record RunList(ImmutableArray<RunListEntry> Entries)
{
    /// <summary>All recipes, also those of which only a part runs.</summary>
    public IEnumerable<Recipe> Recipes => Entries.Select(static entry => entry.Recipe).Distinct();
}

/// <param name="At">Where it was asked for: in a role, or by a recipe that depends on it.</param>
/// <param name="Reason">Who asked for it: <c>role haproxy</c>.</param>
public sealed record RunListEntry(Recipe Recipe, RecipePart Part, SourceSpan At, string Reason)
{
    public string Name => Part.Name.Length == 0 ? Recipe.Name : $"{Recipe.Name}::{Part.Name}";
}
