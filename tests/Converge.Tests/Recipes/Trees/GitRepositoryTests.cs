using Converge.Language.Text;
using Converge.Recipes.Trees;
using Converge.Testing;
using Shouldly;

namespace Converge.Tests.Recipes.Trees;

public sealed class GitRepositoryTests
{
    [ProgramFact("git")]
    public async Task Branches_tags_and_commits_are_found()
    {
        using var folder = await GitFolder.CreateAsync();
        var first = await folder.Commit();
        await folder.Git("tag", "light");
        await folder.Git("tag", "--annotate", "--message", "m", "heavy");
        await folder.Git("tag", "--annotate", "--message", "m", "tag-of-tag", "heavy");
        folder.Write("x", "");
        var second = await folder.Commit();
        using var repository = CommitTreeTests.Open(folder.Path);
        foreach (var name in new[] { "light", "heavy", "tag-of-tag", "HEAD~1", "main^", first, first[..12], "refs/tags/light" })
            CommitTreeTests.Resolve(repository, name).ShouldBe(first, name);
        CommitTreeTests.Resolve(repository, "main").ShouldBe(second);
    }

    [ProgramFact("git")]
    public async Task What_is_gone_or_ambiguous_is_explained()
    {
        using var folder = await GitFolder.CreateAsync();
        await folder.Commit();
        foreach (var command in new[] { "branch production", "branch both", "tag both", "tag v1.0", "update-ref refs/remotes/origin/next HEAD" })
            await folder.Git(command.Split(' '));
        using var repository = CommitTreeTests.Open(folder.Path);
        const string Nowhere = "' is no branch, tag or commit of the repository of '";
        Problem(repository, "prodction").ShouldBe($"'prodction{Nowhere}{folder.Path}' (did you mean 'production'?)");
        Problem(repository, "next").ShouldBe($"'next{Nowhere}{folder.Path}' (did you mean 'origin/next'?)");
        Problem(repository, "main~200").ShouldBe($"'main~200{Nowhere}{folder.Path}' (there is 'main', but nothing at '~200' from it)");
        Problem(repository, new string('a', 40)).ShouldBe($"'{new string('a', 40)}{Nowhere}{folder.Path}'");
        Problem(repository, "both").ShouldBe("'both' is both a branch and a tag (write 'refs/heads/both' or 'refs/tags/both')");
        Problem(repository, "main:x").ShouldStartWith($"'main:x{Nowhere}");
        foreach (var wrong in new[] { "--all", "-", "", "a\nb", "--output=/tmp/x" })
            Problem(repository, wrong).ShouldBe($"'{wrong}' is not a revision (expected a branch, a tag or a commit)");
    }

    [ProgramFact("git")]
    public async Task Tags_of_recipes_are_listed_the_newest_first()
    {
        using var folder = await GitFolder.CreateAsync();
        var first = await folder.Commit();
        await folder.Git("tag", "recipes/web/1.2.0");
        await folder.Git("tag", "--annotate", "--message", "m", "recipes/web/1.10.0");
        await folder.Git("tag", "--annotate", "--message", "m", "recipes/base/1.0.0-rc.1", "recipes/web/1.10.0");
        await folder.Git("tag", "recipes/web/v1.3.0");
        await folder.Git("tag", "recipes/web/1.3");
        await folder.Git("tag", "recipes/web/1.3.0+build");
        await folder.Git("tag", "recipes/tree/1.0.0", "HEAD^{tree}");
        await folder.Git("tag", "other/web/1.3.0");
        using var repository = CommitTreeTests.Open(folder.Path);
        var diagnostics = new DiagnosticBag();
        repository.TryListRecipeTags(diagnostics, out var tags, out _).ShouldBeTrue();
        tags.Select(t => $"{t.Recipe} {t.Version} {t.Name}").ShouldBe(
            ["base 1.0.0-rc.1 recipes/base/1.0.0-rc.1", "web 1.10.0 recipes/web/1.10.0", "web 1.2.0 recipes/web/1.2.0"]);
        tags.ShouldAllBe(t => t.Commit == first);
        string.Join('\n', diagnostics.Sorted()).ShouldBe(
            """
            recipes/tree/1.0.0:1:1: warning: the tag 'recipes/tree/1.0.0' is not one of a commit, so it is no version of a recipe
            recipes/web/1.3:1:1: warning: the tag 'recipes/web/1.3' is not of the form 'recipes/<name>/<version>', so it is no version of a recipe
            recipes/web/1.3.0+build:1:1: warning: the tag 'recipes/web/1.3.0+build' is not of the form 'recipes/<name>/<version>', so it is no version of a recipe
            recipes/web/v1.3.0:1:1: warning: the tag 'recipes/web/v1.3.0' is not of the form 'recipes/<name>/<version>', so it is no version of a recipe
            """);
    }

    [ProgramFact("git")]
    public async Task What_is_no_repository_is_explained()
    {
        using var folder = new TemporaryFolder();
        Unopened(folder.Path).ShouldBe($"'{folder.Path}' is not in a git repository");
        Unopened(folder["x"]).ShouldBe($"there is no folder '{folder["x"]}'");
        using var empty = await GitFolder.CreateAsync();
        using var repository = CommitTreeTests.Open(empty.Path);
        Problem(repository, "HEAD").ShouldBe($"'HEAD' is not there: the repository of '{empty.Path}' has no commit yet");
        empty.Write(".git/config", "[core\n");
        Unopened(empty.Path).ShouldBe($"git cannot read the repository of '{empty.Path}': bad config line 1 in file .git/config");
    }

    [ProgramFact("git")]
    public async Task A_repository_of_another_user_is_explained()
    {
        using var folder = await GitFolder.CreateAsync();
        var run = await ProgramRun.Of(new ProgramRun.Start("git", "-C", folder.Path, "rev-parse", "--git-dir")
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1", ["GIT_CONFIG_GLOBAL"] = "/dev/null" },
        });
        var problem = GitProblem.Explain("x", run.Error);
        problem.Message.ShouldBe($"the git repository '{folder.Path}' belongs to another user, so git does not read it");
        problem.Hint.ShouldBe($"trust it with: git config --global --add safe.directory '{folder.Path}'");
    }

    private static string Problem(GitRepository repository, string revision)
    {
        repository.TryResolve(revision, out _, out var problem).ShouldBeFalse(revision);
        return problem!.Hint is null ? problem.Message : $"{problem.Message} ({problem.Hint})";
    }

    private static string Unopened(string folder)
    {
        GitRepository.TryOpen(folder, out _, out var problem).ShouldBeFalse();
        return problem!.Message;
    }
}
