using Converge.Recipes.Trees;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Tests.Recipes.Trees;

/// <summary>What the environment of the whole process is changed for, so nothing else may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class GitEnvironment
{
    public const string Name = "environment of git";
}

[Collection(GitEnvironment.Name)]
public sealed class GitEnvironmentTests
{
    [ProgramFact("git")]
    public async Task The_environment_does_not_make_it_another_repository()
    {
        using var folder = await GitFolder.CreateAsync();
        var commit = await folder.Commit("one");
        using var other = await GitFolder.CreateAsync();
        await other.Commit("another");
        foreach (var (name, value) in new[] { ("GIT_DIR", other[".git"]), ("GIT_OBJECT_DIRECTORY", other[".git/objects"]), ("GIT_CONFIG_COUNT", "x"), ("GIT_NAMESPACE", "n"), ("GIT_TRACE", "1") })
            Environment.SetEnvironmentVariable(name, value);
        try
        {
            using var repository = CommitTreeTests.Open(folder.Path);
            CommitTreeTests.Resolve(repository, "HEAD").ShouldBe(commit);
            CommitTreeTests.Tree(repository, commit).Commit.ShouldBe(commit);
        }
        finally
        {
            foreach (var name in new[] { "GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_CONFIG_COUNT", "GIT_NAMESPACE", "GIT_TRACE" })
                Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public void Without_git_there_is_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        // Not even one that lies in the current folder, or that cannot be executed.
        folder.Write("git", "#!/bin/sh\n");
        WithPath($".:{folder.Path}:", () =>
        {
            GitRepository.TryOpen(folder.Path, out _, out var problem).ShouldBeFalse();
            problem.ShouldBe(new GitProblem("the program 'git' is not in PATH", "install the package 'git'"));
        });
    }

    [ProgramFact("git")]
    public async Task When_git_is_stopped_it_is_started_again()
    {
        using var folder = await GitFolder.CreateAsync();
        var commit = await folder.Commit();
        using var bin = new TemporaryFolder();
        bin.Write("git", $"#!/bin/sh\ncase \"$*\" in *cat-file*) echo x >>'{bin["starts"]}'; [ $(wc -l <'{bin["starts"]}') -gt 1 ] || exit 1;; esac\nexec {InstalledProgram.Find("git")} \"$@\"\n");
        File.SetUnixFileMode(bin["git"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        WithPath($"{bin.Path}:{Environment.GetEnvironmentVariable("PATH")}", () =>
        {
            using var repository = CommitTreeTests.Open(folder.Path);
            CommitTreeTests.Tree(repository, commit).Commit.ShouldBe(commit);
        });
        (await File.ReadAllLinesAsync(bin["starts"])).Length.ShouldBe(2);
    }

    [ProgramFact("git")]
    public async Task When_git_fails_its_reason_is_told()
    {
        using var folder = await GitFolder.CreateAsync();
        var commit = await folder.Commit();
        using var bin = new TemporaryFolder();
        bin.Write("git", $"#!/bin/sh\ncase \"$*\" in *cat-file*) echo 'fatal: the disk is gone' >&2; exit 1;; esac\nexec {InstalledProgram.Find("git")} \"$@\"\n");
        File.SetUnixFileMode(bin["git"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        WithPath($"{bin.Path}:{Environment.GetEnvironmentVariable("PATH")}", () =>
        {
            using var repository = CommitTreeTests.Open(folder.Path);
            repository.TryReadCommit(commit, out _, out var problem).ShouldBeFalse();
            problem!.Message.ShouldBe($"git cannot read the repository of '{folder.Path}': the disk is gone");
        });
    }

    private static void WithPath(string path, Action act)
    {
        var before = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", path);
        try
        {
            act();
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", before);
        }
    }
}
