using Converge.Catalogs;
using Converge.Language.Cases;
using Converge.Plans;
using Converge.Recipes;
using Converge.Testing.Cases;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Resources;

/// <summary>A recipe, a machine, and the plan for it.</summary>
public class ResourceCases
{
    private static readonly CaseKind Kind = new(["recipe", "machine", "file *"], ["changes", "steps", "refreshes"]);

    [Theory]
    [CaseData("Resources/Cases")]
    public void The_plan_is_as_the_case_says(CaseLocation location) => Kind.Check(location, Plan);

    private static Dictionary<string, string> Plan(CaseFile file)
    {
        var planner = new Planner(Builtins.ResourceTypes, new FakeMachine(file)) { RunsGuards = file.Find("machine")?.Text.Contains("guards-run\n", StringComparison.Ordinal) == true };
        var plan = planner.PlanAsync(Compile(file)).GetAwaiter().GetResult();
        return new(StringComparer.Ordinal)
        {
            ["changes"] = string.Concat(plan.Resources.SelectMany(Describe)),
            ["steps"] = string.Concat(plan.Resources.SelectMany(static p => p.Steps).Select(static step => $"{step}\n")),
            ["refreshes"] = string.Concat(plan.Refreshes.Select(static r => $"{r.Verb} {r.Target} because of {string.Join(", ", r.Because)}\n")),
        };
    }

    private static IEnumerable<string> Describe(PlannedResource planned)
    {
        var id = planned.Resource.Id;
        if (planned.Reason is { } reason)
            yield return $"{id} {planned.Status.ToString().ToLowerInvariant()}: {reason}\n";
        foreach (var change in planned.Changes)
            yield return $"{id} {change.ToString().Replace("\n", "\\n", StringComparison.Ordinal)}\n";
    }

    private static Catalog Compile(CaseFile file) => Compile(
        file["recipe"],
        file.Sections.Where(static section => section.Name.StartsWith("file ", StringComparison.Ordinal)).Select(static section => (section.Name[5..], section.Text)));

    /// <param name="resources">The list of them, as in a recipe.</param>
    internal static Catalog Compile(string resources, IEnumerable<(string Path, string Text)> recipeFiles)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["recipes/case/recipe.yaml"] = $"name: case\nversion: 1.0.0\nresources:\n{string.Concat(resources.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => $"  {line}\n"))}",
            ["roles/case.yaml"] = "name: case\nrecipes: [case]\n",
            ["environments/case.yaml"] = "name: case\n",
        };
        foreach (var (path, text) in recipeFiles)
            files.Add($"recipes/case/{path}", text);
        var tree = RecipeTree.Open(new MemoryTree(files));
        var result = Compiler.Compile(new() { Tree = tree, Recipes = tree, Node = new("case") { Environment = new("case"), Roles = [new("case")] } });
        result.Diagnostics.ShouldBeEmpty();
        return result.Catalog!;
    }
}
