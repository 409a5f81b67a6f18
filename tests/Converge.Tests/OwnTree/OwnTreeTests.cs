using Converge.Catalogs;
using Converge.Catalogs.Cases;
using Converge.Recipes;
using Converge.Recipes.Trees;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.OwnTree;

/// <summary>The recipes, roles, environments and nodes of this repository: nothing is wrong with them, and their cases pass.</summary>
public sealed class OwnTreeTests
{
    private static readonly RecipeTree Tree = RecipeTree.Open(new FolderTree(SourceTree.Root, ""));

    public static TheoryData<string> Recipes => [.. Tree.RecipeNames];

    [Fact]
    public void Nothing_is_wrong_with_it() => FleetCheck.Run(new Fleet(Tree)).Select(static problem => problem.ToString()).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Recipes))]
    public void The_cases_of_a_recipe_pass(string recipe)
    {
        var cases = CaseRun.Find(Tree, recipe).ToList();
        cases.ShouldNotBeEmpty();
        var failures = cases.SelectMany(static given => Run(given).Failures).Select(static failure => $"{failure.Problem}\n{failure.Difference}");
        string.Concat(failures).ShouldBeEmpty();
    }

    private static CaseResult Run(RecipeCase given)
    {
        var result = CaseRun.Run(Tree, given);
        if (!SourceTree.Updating || result.Updated is not { } file)
            return result;
        SourceTree.Write(Path.Combine(SourceTree.Root, given.Path), file.ToString());
        return result.AfterUpdate();
    }
}
