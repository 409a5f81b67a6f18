using System.Collections.Immutable;

namespace Converge.Recipes.Checks;

/// <summary>The names that an expression sees, with what is known of them.</summary>
/// <param name="Recipe">In which recipe it stands; null for attributes that roles, environments and nodes set.</param>
internal sealed record NameScope(Recipe? Recipe, ImmutableDictionary<string, Shape> Names)
{
    /// <summary>Whether there may be names that only the render knows.</summary>
    public bool IsOpen { get; init; }

    public NameScope With(string name, Shape shape) => this with { Names = Names.SetItem(name, shape) };

    public NameScope With(IEnumerable<string> names) =>
        this with { Names = Names.SetItems(names.Where(name => !Names.ContainsKey(name)).Select(static name => KeyValuePair.Create(name, Shape.Open()))) };
}
