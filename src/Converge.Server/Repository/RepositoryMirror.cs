using System.Threading.Channels;
using Converge.Catalogs;
using Converge.Recipes;
using Converge.Recipes.Trees;
using Converge.Recipes.Versions;
using Converge.Server.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Converge.Server.Repository;

/// <summary>Keeps a mirror of the repository up to date, and tells what its environments follow.</summary>
public sealed partial class RepositoryMirror(ServerOptions options, TimeProvider clock, ILogger<RepositoryMirror> log) : BackgroundService
{
    // More than one wish for the same is one.
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, Fleet> _fleets = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GitMirror? _mirror;
    private GitRepository? _repository;
    private string? _trunk;

    /// <summary>What is known now.</summary>
    public FleetView View { get; private set; } = options.Repository is null ? FleetView.None : FleetView.NotYet;

    /// <summary>Why the repository could not be fetched the last time.</summary>
    public string? Problem { get; private set; }

    /// <summary>When it was fetched for the last time.</summary>
    public DateTimeOffset? Fetched { get; private set; }

    /// <summary>Told of a view that differs from the one before.</summary>
    public Action<FleetView>? Changed { get; set; }

    /// <summary>Ends when there has been a first attempt.</summary>
    public Task FirstLook => options.Repository is null ? Task.CompletedTask : _first.Task;

    public string Folder => options.In("repository.git");

    /// <summary>Asks for news now, and not at the next time.</summary>
    public void Hurry() => _wanted.Writer.TryWrite(true);

    public override void Dispose()
    {
        _repository?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Repository is null)
            return;
        // What was fetched before the server was started is good until something newer comes.
        await Task.Run(Recall, stoppingToken).ConfigureAwait(false);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Run(Look, stoppingToken).ConfigureAwait(false);
            _first.TrySetResult();
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(_wanted.Reader.ReadAsync(wait.Token).AsTask(), Task.Delay(options.Poll, clock, wait.Token)).ConfigureAwait(false);
            await wait.CancelAsync().ConfigureAwait(false);
        }
    }

    private void Recall()
    {
        if (GitMirror.IsThere(Folder) && GitMirror.TryOpen(Folder, out _mirror, out _) && GitRepository.TryOpen(Folder, out _repository, out _) && Read() is { } view)
        {
            View = view;
            Changed?.Invoke(view);
            _first.TrySetResult();
        }
        Problem = null;
    }

    private void Look()
    {
        try
        {
            Problem = Fetch();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = e.Message;
        }
        if (Problem is { } problem)
            SayProblem(problem);
        else
            Fetched = clock.GetUtcNow();
        if (_repository is not null && Read() is { } view)
        {
            View = view;
            Changed?.Invoke(view);
        }
    }

    private string? Fetch()
    {
        GitProblem? problem;
        if (_mirror is null && (!GitMirror.TryOpen(Folder, out _mirror, out problem) || !_mirror.TryShow(options.Branch, out problem)))
            return problem.Message;
        var fetched = _mirror.TryFetch(options.Repository!, settings: null, out problem);
        // What was fetched earlier is still good.
        if (_repository is null && !GitRepository.TryOpen(Folder, out _repository, out var broken))
            return broken.Message;
        return fetched ? null : problem!.Message;
    }

    /// <summary>Null if nothing is new.</summary>
    private FleetView? Read()
    {
        if (!_repository!.TryResolve(options.Branch, out var commit, out var problem))
        {
            Problem ??= $"{problem.Message}; expected the branch '{options.Branch}' to be there";
            return null;
        }
        var used = new HashSet<string>(StringComparer.Ordinal) { commit };
        if (FleetAt(commit) is not { } trunk)
            return null;
        var heads = trunk.Tree.Environments.Values.Select(environment => Head(environment, commit)).ToList();
        used.UnionWith(heads.Select(static head => head.Commit).OfType<string>());
        foreach (var old in _fleets.Keys.Except(used).ToList())
            _fleets.Remove(old);
        var before = View.Environments.Select(static head => (head.Name, head.Commit, head.Problem)).ToList();
        return View.IsKnown && _trunk == commit && before.SequenceEqual(heads.OrderBy(static head => head.Name, StringComparer.Ordinal).Select(static head => (head.Name, head.Commit, head.Problem)))
            ? null
            : Remember(commit, new(trunk, heads));
    }

    private FleetView Remember(string commit, FleetView view)
    {
        _trunk = commit;
        return view;
    }

    private EnvironmentHead Head(FleetEnvironment environment, string trunk)
    {
        var follow = environment.Follow?.Text ?? options.Branch;
        if (environment.Follow is null)
            return new(environment.Name, follow, trunk, FleetAt(trunk), null);
        if (!_repository!.TryResolve(follow, out var commit, out var problem))
            return new(environment.Name, follow, null, null, problem.Message);
        return new(environment.Name, follow, commit, FleetAt(commit), null);
    }

    private Fleet? FleetAt(string commit)
    {
        if (_fleets.TryGetValue(commit, out var known))
            return known;
        if (!_repository!.TryReadCommit(commit, out var files, out var problem))
        {
            Problem ??= problem.Message;
            return null;
        }
        var tree = RecipeTree.Open(files);
        var fleet = new Fleet(tree, environment => LockedRecipes.Open(tree, environment, () => _repository));
        _fleets.Add(commit, fleet);
        return fleet;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private partial void SayProblem(string problem);
}
