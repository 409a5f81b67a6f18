using Converge.Agent.Configuration;
using Converge.Agent.Identity;
using Converge.Catalogs;
using Converge.Language.Text;
using Converge.Linux.State;
using Converge.Nodes;
using Converge.Protocol;
using Converge.Recipes;
using Converge.Recipes.Secrets;
using Converge.Recipes.Trees;
using Converge.Recipes.Versions;

namespace Converge.Agent.Repository;

/// <summary>The repository on this machine: finds the commit to apply, fetches it, and judges whether it may be applied.</summary>
/// <param name="keys">What secrets are opened with; null if the server does that.</param>
public sealed class CommitSource(AgentConfiguration configuration, StateFolder state, IdentityFolder identity, SecretKeys? keys = null) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly CommitSigners? _signers = configuration.AllowedSigners is { } file ? new(file, state.In("signers")) : null;
    private GitMirror? _mirror;
    private GitRepository? _repository;
    private Fleet? _fleet;
    private string? _verified;

    private string Folder => state.In("repository.git");

    /// <summary>What git is told of a server, besides its address.</summary>
    private Dictionary<string, string> ServerSettings => new(StringComparer.Ordinal)
    {
        ["http.sslCAInfo"] = configuration.Authority ?? identity.AuthorityFile,
        ["http.sslCert"] = identity.CertificateFile,
        ["http.sslKey"] = identity.KeyFile,
        ["http.sslVersion"] = "tlsv1.3",
        ["http.proxy"] = "",
        ["fetch.fsckObjects"] = "true",
    };

    /// <summary>The commit that the server says, and what it makes of this node.</summary>
    /// <exception cref="AgentException">It is not to be had, or may not be applied.</exception>
    public FleetCommit Assigned(Assignment assignment, string node, string? applied, bool allowsOlder, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        var commit = assignment.Commit ?? throw new ArgumentException("it has no commit", nameof(assignment));
        var mirror = Open();
        if (!mirror.Has(commit))
        {
            Fetch(mirror, cancel);
            if (!mirror.Has(commit))
                throw new AgentException($"the commit {Short(commit)} is not in the repository '{Address}'");
        }
        Judge(mirror, commit, applied, allowsOlder);
        return Find(commit, node);
    }

    /// <summary>The commit that the repository itself says, without a server.</summary>
    /// <param name="problem">Why the repository could not be asked; what it said the last time still holds.</param>
    /// <exception cref="AgentException">There is none, or it may not be applied.</exception>
    public FleetCommit Followed(string node, string? applied, bool allowsOlder, out AgentException? problem, CancellationToken cancel)
    {
        problem = null;
        var mirror = Open();
        try
        {
            Fetch(mirror, cancel);
        }
        catch (AgentException e)
        {
            problem = e;
        }
        if (!_repository!.TryResolve($"refs/heads/{configuration.Branch}", out var trunk, out var unknown))
            throw problem ?? new AgentException($"there is no branch '{configuration.Branch}' in '{Address}': {unknown.Message}", unknown.Hint ?? "'repository.branch' in agent.yaml names another one");
        Verify(mirror, trunk);
        var fleet = Read(trunk);
        var environment = configuration.Environment ?? Identity(fleet, node).Environment.Name;
        var follow = fleet.Tree.Environments.GetValueOrDefault(environment)?.Follow?.Text;
        var commit = trunk;
        if (follow is not null && !_repository.TryResolve(follow, out commit, out unknown))
            throw new AgentException($"environment '{environment}' follows '{follow}': {unknown.Message}", unknown.Hint);
        Judge(mirror, commit, applied, allowsOlder);
        var found = Find(commit, node);
        return configuration.Environment is { } instead ? found with { Node = found.Node with { Environment = new(instead) } } : found;
    }

    /// <summary>A commit that was applied before, for when there is no other.</summary>
    public FleetCommit? Known(string commit, string node)
    {
        try
        {
            return Open().Has(commit) ? Find(commit, node) : null;
        }
        catch (AgentException)
        {
            return null;
        }
    }

    /// <summary>Fetches even what seems to be there: a tag may have come since.</summary>
    public void Refresh(CancellationToken cancel)
    {
        Fetch(Open(), cancel);
        _fleet = null;
    }

    public void Dispose() => _repository?.Dispose();

    private string Address => configuration.Repository ?? new Uri(configuration.Server!, Routes.Repository).ToString();

    private GitMirror Open()
    {
        if (_mirror is null && !GitMirror.TryOpen(Folder, out _mirror, out var problem))
            throw new AgentException(problem.Message, problem.Hint);
        if (_repository is null && !GitRepository.TryOpen(Folder, out _repository, out problem))
            throw new AgentException(problem.Message, problem.Hint);
        return _mirror;
    }

    private void Fetch(GitMirror mirror, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        if (!mirror.TryFetch(Address, configuration.Repository is null ? ServerSettings : null, out var problem, patience.Token))
            throw new AgentException(problem.Message, problem.Hint);
    }

    private void Judge(GitMirror mirror, string commit, string? applied, bool allowsOlder)
    {
        if (applied is not null && applied != commit && !allowsOlder && !mirror.Contains(later: commit, earlier: applied))
        {
            throw new AgentException(
                mirror.Has(applied) && mirror.Contains(later: applied, earlier: commit)
                    ? $"the commit {Short(commit)} is older than {Short(applied)}, which this node has"
                    : $"the commit {Short(commit)} does not come after {Short(applied)}, which this node has",
                "if that is meant, allow it once: 'converge node run NODE --allow-older', or here 'converge agent run --allow-older'");
        }
        Verify(mirror, commit);
    }

    private void Verify(GitMirror mirror, string commit)
    {
        if (_signers is null || _verified == commit)
            return;
        if (!_signers.TryVerify(mirror, commit, out var problem))
            throw new AgentException(problem.Message, problem.Hint);
        _verified = commit;
    }

    private FleetCommit Find(string commit, string node)
    {
        var fleet = Read(commit);
        return new(commit, fleet, Identity(fleet, node));
    }

    private Fleet Read(string commit)
    {
        if (_fleet?.Tree.Files.Commit == commit)
            return _fleet;
        if (!_repository!.TryReadCommit(commit, out var files, out var problem))
            throw new AgentException(problem.Message, problem.Hint);
        var tree = RecipeTree.Open(files);
        return _fleet = new(tree, environment => LockedRecipes.Open(tree, environment, () => _repository), keys: keys);
    }

    private static NodeIdentity Identity(Fleet fleet, string node)
    {
        var problems = new DiagnosticBag();
        return fleet.Find(node, problems) ?? throw new AgentException(problems.First().Message, problems.First().Hint);
    }

    private static string Short(string commit) => commit[..Math.Min(12, commit.Length)];
}

/// <summary>A commit, and what it makes of this node.</summary>
public sealed record FleetCommit(string Commit, Fleet Fleet, NodeIdentity Node);
