using Converge.Language.Text;
using Converge.Recipes.Statements;

namespace Converge.Recipes.Checks;

/// <summary>Recipes that depend on each other, parts that include each other, types that consist of each other.</summary>
internal sealed class CircleCheck(Inspection inspection)
{
    // What a name leads to that means nothing is said elsewhere.
    private readonly DiagnosticBag _ignored = [];

    public void Check()
    {
        Report(
            new CircleSearch<Recipe>(Dependencies).Find(inspection.Recipes),
            "recipes depend on each other in a circle",
            "depends on",
            static recipe => recipe.Name);
        Report(
            new CircleSearch<(Recipe, string)>(Includes).Find(inspection.Recipes.SelectMany(static recipe => recipe.Parts.Keys.Select(part => (recipe, part)))),
            "parts of recipes include each other in a circle",
            "includes",
            static part => part.Item2.Length == 0 ? part.Item1.Name : $"{part.Item1.Name}::{part.Item2}");
        Report(
            new CircleSearch<(Recipe, string)>(Contained).Find(inspection.Recipes.SelectMany(static recipe => recipe.Types.Keys.Select(type => (recipe, type)))),
            "resource types contain each other in a circle",
            "contains",
            static type => $"{type.Item1.Name}.{type.Item2}");
    }

    private IEnumerable<(Recipe, SourceSpan)> Dependencies(Recipe recipe)
    {
        foreach (var dependency in recipe.Depends)
        {
            if (inspection.Tree.FindRecipe(dependency.Recipe) is { } needed)
                yield return (needed, dependency.At);
        }
    }

    private IEnumerable<((Recipe, string), SourceSpan)> Includes((Recipe, string) part)
    {
        foreach (var include in part.Item1.Parts[part.Item2].Resources.OfType<IncludeStatement>())
        {
            if (inspection.Lookup.FindIncluded(part.Item1, include.Target, _ignored) is var (recipe, included))
                yield return ((recipe, included.Name), include.At);
        }
    }

    private IEnumerable<((Recipe, string), SourceSpan)> Contained((Recipe, string) type)
    {
        foreach (var resource in type.Item1.Types[type.Item2].Resources.OfType<ResourceStatement>().Where(static resource => resource.Schema is null))
        {
            if (inspection.Lookup.FindType(resource.Type, type.Item1, _ignored) is var (recipe, inner))
                yield return ((recipe, inner.Name[(recipe.Name.Length + 1)..]), resource.At);
        }
    }

    private void Report<T>(IReadOnlyList<IReadOnlyList<(T From, T To, SourceSpan At)>> circles, string problem, string verb, Func<T, string> name)
    {
        foreach (var circle in circles)
        {
            var last = circle[^1];
            var names = circle.Select(step => name(step.From)).Append(name(last.To));
            inspection.Diagnostics.Add(Diagnostic.Error(last.At, $"{problem}: {string.Join(" -> ", names)}") with
            {
                Related = [.. circle.Select(step => new RelatedPosition(step.At, $"'{name(step.From)}' {verb} '{name(step.To)}'"))],
            });
            foreach (var step in circle)
                inspection.Cover(step.At);
        }
    }
}
