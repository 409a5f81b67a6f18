using Converge.Recipes;
using Converge.Recipes.Pages;
using Converge.Recipes.Trees;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.OwnTree;

/// <summary>The reference of the recipes of this repository, as <c>converge docs --output docs/reference/recipes</c> writes it.</summary>
public sealed class RecipePageTests
{
    private const string Folder = "docs/reference/recipes";

    private static readonly List<(string File, string Text)> Pages = [.. RecipePages.Of(RecipeTree.Open(new FolderTree(SourceTree.Root, "")))];

    public static TheoryData<string> Files => [.. Pages.Select(static page => page.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_reference_is_up_to_date(string file) => GeneratedFile.Check($"{Folder}/{file}", Pages.Single(page => page.File == file).Text);

    [Fact]
    public void No_page_is_of_a_recipe_that_is_gone()
    {
        var folder = Path.Combine(SourceTree.Root, Folder);
        var left = Directory.EnumerateFiles(folder, "*.md").Where(static path => Pages.TrueForAll(page => page.File != Path.GetFileName(path))).ToList();
        if (SourceTree.Updating)
            left.ForEach(File.Delete);
        else
            left.ShouldBeEmpty();
    }
}
