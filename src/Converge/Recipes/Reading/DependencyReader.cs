using System.Collections.Immutable;
using Converge.Language.Text;
using Converge.Language.Yaml;

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
            if (wants is YamlScalar { IsNull: false } text)
                dependencies.Add(new(recipe.Text, recipe.Span, text));
            else
                diagnostics.Error(wants.Span, $"expected the versions of '{recipe.Text}' that are wanted, not {wants.Description}", "as in \"[1.0,2.0)\" or \"1.*\"");
        }
        return dependencies.ToImmutable();
    }
}
