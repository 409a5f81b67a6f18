using Converge.Linux.Machine;
using Converge.Linux.Resources.Sources;
using Converge.Plans;

namespace Converge.Linux.Execution;

/// <summary>Has git bring working trees to revisions, as the user who owns them.</summary>
internal sealed class GitSteps(LinuxMachine machine)
{
    public async Task<StepResult> CheckOutAsync(CheckOut step, CancellationToken cancel)
    {
        var git = new GitCommands(step.Url, step.IsSecretUrl, step.User);
        if (machine.Files.Stat($"{step.Path}/.git") is null)
            await RunAsync(git, step, cancel, "init", "--quiet").ConfigureAwait(false);
        await RunAsync(git, step, cancel, "fetch", "--quiet", "--force", "--tags", "--prune", "converge", "+refs/heads/*:refs/remotes/origin/*").ConfigureAwait(false);
        var (name, commit) = await ResolveAsync(git, step, cancel).ConfigureAwait(false);
        if (step.Verifies)
            await VerifyAsync(git, step, name, commit, cancel).ConfigureAwait(false);
        var output = await RunAsync(git, step, cancel, "checkout", "--quiet", "--force", "--detach", commit).ConfigureAwait(false);
        await RunAsync(git, step, cancel, "config", $"{GitTree.Section}.url", GitTree.Remembered(step.Url, step.IsSecretUrl)).ConfigureAwait(false);
        // For people who work there by hand.
        if (!step.IsSecretUrl)
            await RunAsync(git, step, cancel, "config", "remote.origin.url", step.Url).ConfigureAwait(false);
        // Last: what this says is done.
        await RunAsync(git, step, cancel, "config", $"{GitTree.Section}.revision", step.Revision).ConfigureAwait(false);
        return new() { Output = output };
    }

    /// <summary>As what the revision is known: a branch of the other side, a tag, or the commit itself.</summary>
    private async Task<(string Name, string Commit)> ResolveAsync(GitCommands git, CheckOut step, CancellationToken cancel)
    {
        foreach (var name in new[] { $"refs/remotes/origin/{step.Revision}", $"refs/tags/{step.Revision}" })
        {
            if (await FindAsync(git, step, name, cancel).ConfigureAwait(false) is { } commit)
                return (name, commit);
        }
        if (!GitTree.IsCommit(step.Revision))
            throw new StepException($"there is no branch, no tag and no commit '{step.Revision}' on the other side");
        if (await FindAsync(git, step, step.Revision, cancel).ConfigureAwait(false) is { } known)
            return (step.Revision, known);
        // One that is on no branch may still be given.
        await RunAsync(git, step, cancel, "fetch", "--quiet", "converge", step.Revision).ConfigureAwait(false);
        return (step.Revision, await FindAsync(git, step, step.Revision, cancel).ConfigureAwait(false) ?? throw new StepException($"there is no commit '{step.Revision}' on the other side"));
    }

    private async Task<string?> FindAsync(GitCommands git, CheckOut step, string name, CancellationToken cancel)
    {
        var result = await machine.QueryAsync(git.Command(step.Path, "rev-parse", "--verify", "--quiet", $"{name}^{{commit}}"), cancel).ConfigureAwait(false);
        return result.Succeeded ? result.Output.Trim() : null;
    }

    /// <summary>A tag that is a thing of its own has a signature of its own.</summary>
    private async Task VerifyAsync(GitCommands git, CheckOut step, string name, string commit, CancellationToken cancel)
    {
        var isTag = name.StartsWith("refs/tags/", StringComparison.Ordinal)
            && (await machine.QueryAsync(git.Command(step.Path, "cat-file", "-t", name), cancel).ConfigureAwait(false)).Output.Trim() == "tag";
        var command = isTag ? git.Command(step.Path, "verify-tag", name) : git.Command(step.Path, "verify-commit", commit);
        var result = await machine.QueryAsync(command, cancel).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new StepException($"'{step.Revision}' has no signature that {step.User} trusts, and was not checked out", command.Mask(result.Output));
    }

    private async Task<string> RunAsync(GitCommands git, CheckOut step, CancellationToken cancel, params string[] words)
    {
        var command = git.Command(step.Path, words);
        var result = await machine.QueryAsync(command, cancel).ConfigureAwait(false);
        var output = command.Mask(result.Output);
        if (result.TimedOut)
            throw new StepException($"'git {words[0]}' in '{step.Path}' took too long", output);
        return result.Succeeded ? output : throw new StepException($"'git {words[0]}' in '{step.Path}' ended with {result.ExitCode}", output);
    }
}
