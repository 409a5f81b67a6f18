using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Recipes.Versions;

namespace Converge.Recipes.Reading;

/// <summary>Reads a mapping of recipes to the versions that are wanted of them.</summary>
internal static class DependencyReader
{
    public static ImmutableArray<Dependency> Read(Fields fields, string key, DiagnosticBag diagnostics)
    {
        var dependencies = ImmutableArray.CreateBuilder<Dependency>();
        foreach (var (recipe, wants) in fields.Map(key)?.Entries ?? [])
        {
            if (!Names.Check(recipe, "a recipe", diagnostics))
                continue;
            // That it is depended on is clear, whatever is wrong with the versions.
            var constraint = VersionConstraint.Read(wants, diagnostics) ?? VersionConstraint.Any;
            dependencies.Add(new(recipe.Text, recipe.Span, new(recipe.Text, constraint, wants.Span)));
        }
        return dependencies.ToImmutable();
    }
}
