using Converge.Catalogs;
using Converge.Language.Cases;
using Converge.Plans;
using Converge.Recipes;
using Converge.Testing.Cases;
using Converge.Testing;
using Converge.Testing.Machines;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Resources;

/// <summary>A recipe, a machine, and the plan for it.</summary>
public class ResourceCases
{
    private static readonly CaseKind Kind = new(["recipe", "machine", "file *", "container", "container *"], ["changes", "steps", "refreshes"]);

    [Theory]
    [CaseData("Resources/Cases")]
    public void The_plan_is_as_the_case_says(CaseLocation location) => Kind.Check(location, Plan);

    private static Dictionary<string, string> Plan(CaseFile file)
    {
        var planner = new Planner(Builtins.ResourceTypes, new FakeMachine(file)) { RunsGuards = MachineLines.Of(file).OfType<GuardsRunLine>().Any() };
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

    private static Catalog Compile(CaseFile file) => Compile(ResourceTree.Of(file));

    internal static Catalog Compile(Dictionary<string, string> files)
    {
        var tree = RecipeTree.Open(new MemoryTree(files));
        var result = Compiler.Compile(new() { Tree = tree, Recipes = tree, Node = new("case") { Environment = new("case"), Roles = [new(ResourceTree.Role)] } });
        result.Diagnostics.ShouldBeEmpty();
        return result.Catalog!;
    }
}
