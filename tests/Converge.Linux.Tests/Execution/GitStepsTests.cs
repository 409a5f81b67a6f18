using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Execution;

public sealed class GitStepsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LinuxMachine _machine = new();

    public void Dispose()
    {
        _machine.Dispose();
        _folder.Dispose();
    }

    [RootProgramFact("git")]
    public async Task A_branch_is_followed_and_a_tag_and_a_commit_are_found()
    {
        var first = Commit("one");
        Git("tag", "-a", "-m", "a tag", "v1");
        await CheckOut("main");
        Content.ShouldBe("one");
        var second = Commit("two");
        await CheckOut("main");
        Content.ShouldBe("two");
        await CheckOut("v1");
        Content.ShouldBe("one");
        await CheckOut(second);
        Content.ShouldBe("two");
        await CheckOut(first[..10]);
        Content.ShouldBe("one");
        (await Failure("nowhere")).ShouldBe("there is no branch, no tag and no commit 'nowhere' on the other side");
    }

    [RootProgramFact("git")]
    public async Task What_was_changed_there_gives_way()
    {
        Commit("one");
        await CheckOut("main");
        File.WriteAllText(_folder["tree/file"], "changed");
        Commit("two");
        await CheckOut("main");
        Content.ShouldBe("two");
    }

    [RootProgramFact("git")]
    public async Task Without_a_signature_that_is_trusted_nothing_is_checked_out()
    {
        Commit("one");
        await CheckOut("main");
        Commit("two");
        (await Failure("main", verifies: true)).ShouldBe("'main' has no signature that root trusts, and was not checked out");
        Content.ShouldBe("one");
    }

    private string Content => File.ReadAllText(_folder["tree/file"]);

    private string Commit(string content)
    {
        Directory.CreateDirectory(_folder["origin"]);
        File.WriteAllText(_folder["origin/file"], content);
        if (!Directory.Exists(_folder["origin/.git"]))
            Git("init", "-q", "-b", "main");
        Git("add", "-A");
        Git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", content);
        return Git("rev-parse", "HEAD").Trim();
    }

    private string Git(params string[] words)
    {
        var result = _machine.QueryAsync(new(["git", "-C", _folder["origin"], "-c", "user.name=a", "-c", "user.email=a@example.com", .. words]), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        result.ExitCode.ShouldBe(0, result.Output);
        return result.Output;
    }

    private Task<StepResult> CheckOut(string revision, bool verifies = false)
    {
        Directory.CreateDirectory(_folder["tree"]);
        return new GitSteps(_machine).CheckOutAsync(new(_folder["tree"], _folder["origin"], IsSecretUrl: false, revision, "root", verifies), CancellationToken.None);
    }

    private async Task<string> Failure(string revision, bool verifies = false) => (await Should.ThrowAsync<StepException>(() => CheckOut(revision, verifies))).Message;
}
