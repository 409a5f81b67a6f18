using Converge.Language.Text;
using Converge.Recipes;
using Converge.Recipes.Trees;
using Converge.Recipes.Versions;
using Converge.Testing;
using Converge.Tests.Recipes.Trees;
using Shouldly;

namespace Converge.Tests.Recipes.Versions;

public sealed class LocksmithTests
{
    private readonly DiagnosticBag _diagnostics = [];

    private string Problems => string.Join('\n', _diagnostics.Sorted());

    [ProgramFact("git")]
    public async Task Versions_come_from_tags_and_from_the_commit()
    {
        using var folder = await Fleet();
        var locked = Lock(folder)!;
        Problems.ShouldBeEmpty();
        locked.Write().ShouldBe(
            $"""
            # written by converge lock; do not edit
            recipes:
              base:
                version: 1.1.0
                tag: recipes/base/1.1.0
                tree: {await folder.Git("rev-parse", "recipes/base/1.1.0:recipes/base")}
              web:
                version: 1.0.0
                tree: {await folder.Git("rev-parse", "HEAD:recipes/web")}

            """);
    }

    [ProgramFact("git")]
    public async Task A_locked_recipe_is_taken_from_its_tag()
    {
        using var folder = await Fleet();
        folder.Write(LockFile.PathOf("production"), Lock(folder)!.Write());
        using var repository = CommitTreeTests.Open(folder.Path);
        var source = Open(folder, repository);
        source.ShouldBeOfType<LockedRecipes>();
        source.FindRecipe("base")!.Version.ToString().ShouldBe("1.1.0");
        source.FindRecipe("base")!.Files.ShouldNotBeNull();
        source.FindRecipe("web")!.Version.ToString().ShouldBe("1.0.0");
        source.FindRecipe("web")!.HasErrors.ShouldBeFalse();
        source.FindRecipe("nothing").ShouldBeNull();
        Errors(source, "unused").ShouldBe("environments/production.lock.yaml:1:1: error: the recipe 'unused' is not in the lock\n  hint: bring it up to date with: converge lock");
        folder.Write("recipes/web/recipe.yaml", "name: web\nversion: 1.0.0\nsummary: changed\ndepends: {base: '1.*'}\n");
        Errors(Open(folder, repository), "web").ShouldBe(
            "environments/production.lock.yaml:7:3: error: 'recipes/web' is not what the lock pins as version 1.0.0, which no tag has\n  hint: raise its version, or bring the lock up to date with: converge lock");
        await folder.Git("tag", "--force", "recipes/base/1.1.0", "recipes/base/1.0.0");
        Errors(Open(folder, repository), "base").ShouldStartWith("environments/production.lock.yaml:3:3: error: the tag 'recipes/base/1.1.0' has 'recipes/base' as ");
        await folder.Git("tag", "--delete", "recipes/base/1.1.0");
        Errors(Open(folder, repository), "base").ShouldStartWith("environments/production.lock.yaml:3:3: error: 'refs/tags/recipes/base/1.1.0' is no branch, tag or commit");
    }

    [ProgramFact("git")]
    public async Task A_conflict_is_told_with_the_places_of_those_who_made_it()
    {
        using var folder = await Fleet();
        folder.Write("environments/production.yaml", "name: production\nrecipes:\n  base: \"[2.0,3.0)\"\n");
        Lock(folder).ShouldBeNull();
        Problems.ShouldBe(
            """
            environments/production.yaml:3:9: error: no version of 'base' satisfies all: web 1.0.0 wants 1.*, environment 'production' wants [2.0,3.0)
              recipes/web/recipe.yaml:3:17: web 1.0.0 wants 'base' 1.*
              environments/production.yaml:3:9: environment 'production' wants 'base' [2.0,3.0)
              roles/web.yaml:2:11: role 'web' uses 'web'
              hint: there are 2.0.0, 1.1.0 and 1.0.0
            """);
    }

    [ProgramFact("git")]
    public async Task Tags_that_are_no_choice_and_versions_that_were_not_raised_are_warned_of()
    {
        using var folder = await Fleet();
        await folder.Git("tag", "recipes/base/1.9.0");
        await folder.Git("tag", "recipes/web/1.0.0", "HEAD~1");
        await folder.Git("tag", "recipes/web/9.0.0", "HEAD~2");
        folder.Write("environments/production.yaml", "name: production\nrecipes:\n  bsae: 1.*\n");
        Lock(folder).ShouldBeNull();
        folder.Write("environments/production.yaml", "name: production\n");
        folder.Write("recipes/web/recipe.yaml", "name: web\nversion: 1.0.0\nsummary: changed\ndepends: {base: '1.*'}\n");
        Lock(folder)!.Recipes["web"].Tag.ShouldBe("recipes/web/1.0.0");
        _diagnostics.Select(static d => d.ToString()).Distinct().Order(StringComparer.Ordinal).ShouldBe(
        [
            "environments/production.yaml:3:3: error: there is no recipe 'bsae'\n  hint: did you mean 'base'?",
            "recipes/base/1.9.0:recipes/base/recipe.yaml:2:10: warning: the tag 'recipes/base/1.9.0' is no choice: its version is '2.0.0'",
            "recipes/web/9.0.0:1:1: warning: the tag 'recipes/web/9.0.0' is no choice: it has no 'recipes/web/recipe.yaml'",
            "recipes/web/recipe.yaml:1:7: warning: the recipe 'web' is not what the tag 'recipes/web/1.0.0' published, which counts\n  hint: raise its version",
        ]);
    }

    /// <summary>A role with the recipe web, which needs base, of which two versions were published; the commit has a third.</summary>
    private static async Task<GitFolder> Fleet()
    {
        var folder = await GitFolder.CreateAsync();
        folder.Write("recipes/base/recipe.yaml", "name: base\nversion: 1.0.0\n");
        await folder.Commit();
        await folder.Git("tag", "recipes/base/1.0.0");
        folder.Write("recipes/base/recipe.yaml", "name: base\nversion: 1.1.0\n");
        folder.Write("recipes/web/recipe.yaml", "name: web\nversion: 1.0.0\ndepends: {base: '1.*'}\n");
        await folder.Commit();
        await folder.Git("tag", "--annotate", "--message", "m", "recipes/base/1.1.0");
        folder.Write("recipes/base/recipe.yaml", "name: base\nversion: 2.0.0\n");
        folder.Write("recipes/unused/recipe.yaml", "name: unused\nversion: 1.0.0\n");
        folder.Write("roles/web.yaml", "name: web\nrecipes: [web]\n");
        folder.Write("roles/other.yaml", "name: other\nrecipes: [unused]\n");
        folder.Write("environments/production.yaml", "name: production\n");
        folder.Write("nodes/all.yaml", "- name: web1\n  environment: production\n  roles: [web]\n- name: other1\n  environment: test\n  roles: [other]\n");
        await folder.Commit();
        return folder;
    }

    private LockFile? Lock(GitFolder folder)
    {
        using var repository = CommitTreeTests.Open(folder.Path);
        repository.TryReadFolder("", out var files, out _).ShouldBeTrue();
        var tree = RecipeTree.Open(files!);
        return new Locksmith(tree, repository, _diagnostics).Lock(tree.Environments["production"], _diagnostics);
    }

    private IRecipeSource Open(GitFolder folder, GitRepository repository)
    {
        var tree = RecipeTree.Open(new FolderTree(folder.Path));
        var recipes = LockedRecipes.Open(tree, tree.Environments["production"], () => repository);
        _diagnostics.AddRange(recipes.Problems);
        return recipes;
    }

    private static string Errors(IRecipeSource source, string recipe) => string.Join('\n', source.FindRecipe(recipe)!.Diagnostics);
}
