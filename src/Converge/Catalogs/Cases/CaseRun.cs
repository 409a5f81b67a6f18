using System.Diagnostics;
using Converge.Language.Text;
using Converge.Recipes;
using Converge.Recipes.Trees;

namespace Converge.Catalogs.Cases;

/// <summary>Runs the cases of recipes: compiles what a case gives, and compares.</summary>
public static class CaseRun
{
    private const string Folder = "cases/";
    private const string Extension = ".case";

    /// <summary>All cases of a recipe; those that cannot be read, too.</summary>
    public static IEnumerable<RecipeCase> Find(RecipeTree tree, string recipe)
    {
        ArgumentNullException.ThrowIfNull(tree);
        foreach (var path in tree.FindRecipe(recipe)?.Files.Paths ?? [])
        {
            if (!path.StartsWith(Folder, StringComparison.Ordinal) || !path.EndsWith(Extension, StringComparison.Ordinal))
                continue;
            var problems = new DiagnosticBag();
            var full = $"recipes/{recipe}/{path}";
            var source = tree.Files.ReadText(full, problems) ?? SourceText.From(tree.Files.NameOf(full), "");
            var read = CaseReader.Read(recipe, full, source);
            yield return problems.HasErrors ? read with { Problems = [.. problems] } : read;
        }
    }

    public static CaseResult Run(RecipeTree tree, RecipeCase given)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(given);
        var start = Stopwatch.GetTimestamp();
        var result = given.Problems.IsEmpty
            ? Compare(given, Compile(tree, given), tree.Files.NameOf("x")[..^1])
            : new CaseResult(given) { Failures = [.. given.Problems.Select(static problem => new CaseFailure(problem))] };
        return result with { Duration = Stopwatch.GetElapsedTime(start) };
    }

    private static CompileResult Compile(RecipeTree tree, RecipeCase given) => Compiler.Compile(new()
    {
        Tree = tree,
        Recipes = tree,
        Node = given.Node,
        Facts = given.Facts,
        Inventory = new(given.Peers),
        Secrets = given.Secrets,
    });

    private static CaseResult Compare(RecipeCase given, CompileResult compiled, string root)
    {
        var comparison = new CaseComparison(given, compiled, root);
        comparison.Run();
        return new(given) { Failures = [.. comparison.Failures], Updated = comparison.Updated };
    }
}
