using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Sources;

/// <summary><c>git</c>: a working tree. Where a branch is now only its other side knows, which is asked when it is applied and not before.</summary>
public sealed class GitResource : IResourceType, IWatchable
{
    private const string Revision = "revision";
    private const int Shown = 8;

    public string Name => "git";

    public ImmutableArray<string> Compared { get; } = [];

    public async ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel)
    {
        var (path, machine, user) = (desired.Id.Title, context.Machine, desired.Text("user") ?? "root");
        if (Obstacle(path, user, machine) is { } obstacle)
            return new() { Exists = true, Obstacle = obstacle };
        if (Lacking(path, user, machine) is { } lacks)
            return new GitFinding(null, null) { Lacks = lacks };
        var (tree, hasFolder) = (GitTree.Read(path, machine.Files), machine.Files.Stat(path) is not null);
        var (revision, isWhole) = (desired[Revision].ToString(), desired[Revision].ToString().Length == 40);
        var found = new GitFinding(tree, isWhole ? revision : null) { Exists = tree?.Commit is not null, HasFolder = hasFolder, IsCursory = !context.RunsGuards };
        // What will be fetched in any case need not be asked for; and a commit stays what it is.
        if (!context.RunsGuards || !found.Exists || tree!.Revision != revision || GitTree.IsCommit(revision))
            return found;
        return await AskAsync(desired, user, machine, cancel).ConfigureAwait(false) is { } target
            ? found with { Target = target }
            : found with { Obstacle = $"there is no branch and no tag '{revision}' on the other side any more" };
    }

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var git = (GitFinding)found;
        var (tree, target) = (git.Tree, git.Target);
        var wanted = desired[Revision].ToString();
        var after = Value.From(target is null || target == wanted ? wanted : $"{wanted} ({target[..Shown]})");
        if (tree?.Commit is not { } commit)
            return [new(Comparison.Presence, Value.True, Value.False), new(Revision, Value.Null, after)];
        var changes = ImmutableArray<Change>.Empty;
        var url = GitTree.Remembered(desired["url"].Reveal(), desired["url"].IsSecret);
        if (tree.Url != url)
            changes = changes.Add(new("url", desired["url"].IsSecret ? Value.Text(tree.Url ?? "", secret: true) : Value.From(tree.Url), desired["url"]));
        var isThere = target is not null ? target == commit && tree.Revision == wanted : tree.Revision == wanted;
        return isThere ? changes : changes.Add(new(Revision, Value.From($"{tree.Revision ?? "some revision"} ({commit[..Math.Min(Shown, commit.Length)]})"), after));
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new FileWatch(desired.Id.Title), new FileWatch($"{desired.Id.Title}/.git/HEAD")];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var user = desired.Text("user") ?? "root";
        if (!((GitFinding)found).HasFolder)
            yield return new MakeDirectory(desired.Id.Title, new(user, null, FileTraits.DirectoryMode));
        yield return new CheckOut(desired.Id.Title, desired["url"].Reveal(), desired["url"].IsSecret, desired[Revision].ToString(), user, desired.Flag("verify") == true);
    }

    private static async ValueTask<string?> AskAsync(CatalogResource desired, string user, IMachine machine, CancellationToken cancel)
    {
        var revision = desired[Revision].ToString();
        var command = new GitCommands(desired["url"].Reveal(), desired["url"].IsSecret, user).Ask(revision);
        var answer = await machine.QueryAsync(command, cancel).ConfigureAwait(false);
        if (!answer.Succeeded)
            throw new UnreadableException($"{(desired["url"].IsSecret ? "the other side" : desired["url"].ToString())} does not tell where '{revision}' is: {command.Mask(answer.Errors).Trim().Split('\n')[^1]}");
        return GitCommands.ReadAnswer(answer.Output, revision);
    }

    private static string? Obstacle(string path, string user, IMachine machine)
    {
        if (machine.Files.Stat(path) is not { } status)
            return null;
        if (status.Kind != FileKind.Directory)
            return $"'{path}' is no directory";
        if (machine.Files.Stat($"{path}/.git") is null)
            return machine.Files.List(path) is { Count: > 0 } ? $"'{path}' is no working tree of git, and not empty" : null;
        var owner = machine.Accounts.UserName(status.Uid);
        return owner == user ? null : $"'{path}' belongs to {owner}, and not to {user}";
    }

    private static ResourceId? Lacking(string path, string user, IMachine machine) =>
        machine.Files.Stat(GitCommands.Program) is null ? new("package", "git")
        : machine.Accounts.FindUser(user) is null ? new("user", user)
        : FileTraits.MissingParent(path, machine.Files);

    /// <param name="Target">The commit that is to be checked out; null if nobody has been asked.</param>
    private sealed record GitFinding(GitTree? Tree, string? Target) : Finding
    {
        public bool HasFolder { get; init; }
    }
}
