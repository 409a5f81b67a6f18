using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Reports;
using Converge.Resources;

namespace Converge.Plans;

/// <summary>Takes back what a run did to files, links and directories; the last change first.</summary>
public sealed class Undoing
{
    private const string Service = "service";

    private readonly Report _run;
    private readonly List<ResourceOutcome> _changed;

    public Undoing(Report run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        _changed = [.. run.Resources.Where(static outcome => !outcome.Replaced.IsEmpty)];
        Left = [.. run.Resources.Where(static outcome => outcome is { Status: OutcomeStatus.Changed, Replaced.IsEmpty: true }).Select(static outcome => outcome.Id.ToString())];
    }

    public bool IsEmpty => _changed.Count == 0;

    public IEnumerable<string> Paths => _changed.SelectMany(static outcome => outcome.Replaced).Select(static replaced => replaced.Path).Distinct(StringComparer.Ordinal);

    /// <summary>Resources that were changed by something that cannot be taken back.</summary>
    public IReadOnlyList<string> Left { get; }

    /// <summary>A run of its own, so that it can be undone itself.</summary>
    /// <param name="service">The type of services: those that the run told of its changes are told again.</param>
    public async Task<Report> RunAsync(IExecutor executor, IRefreshable service, long number, string id, Action<ResourceOutcome> progress, CancellationToken deadline)
    {
        ArgumentNullException.ThrowIfNull(executor);
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(progress);
        var start = TimeProvider.System.GetUtcNow();
        var outcomes = ImmutableArray.CreateBuilder<ResourceOutcome>();
        foreach (var outcome in Enumerable.Reverse(_changed))
        {
            var undone = await UndoAsync(outcome, executor, deadline).ConfigureAwait(false);
            outcomes.Add(undone);
            progress(undone);
        }
        if (_changed.Exists(static outcome => outcome.Steps.Contains(new ReloadUnitFiles().ToString())))
            await executor.ExecuteAsync(new ReloadUnitFiles(), deadline).ConfigureAwait(false);
        var refreshes = ImmutableArray.CreateBuilder<RefreshOutcome>();
        foreach (var refresh in _run.Refreshes.Where(static refresh => refresh is { Status: RefreshStatus.Done, Target.Type: Service }))
        {
            if (refresh.Because.Any(id => outcomes.Any(outcome => outcome.Id == id)))
                refreshes.Add(await RefreshAsync(refresh, executor, service, deadline).ConfigureAwait(false));
        }
        return new(number, id, _run.Node, _run.Environment)
        {
            Roles = _run.Roles,
            Recipes = _run.Recipes,
            Resources = outcomes.ToImmutable(),
            Refreshes = refreshes.ToImmutable(),
            Start = start,
            End = TimeProvider.System.GetUtcNow(),
        };
    }

    /// <summary>It runs with what was taken back as long as nobody tells it.</summary>
    private static async Task<RefreshOutcome> RefreshAsync(RefreshOutcome done, IExecutor executor, IRefreshable service, CancellationToken deadline)
    {
        var resource = new CatalogResource(done.Target, default) { Properties = new PropertyMap<CatalogProperty>() };
        var again = new RefreshOutcome(done.Verb, done.Target, RefreshStatus.Done) { Because = done.Because };
        try
        {
            foreach (var step in service.Refresh(resource, done.Verb))
                await executor.ExecuteAsync(step, deadline).ConfigureAwait(false);
            return again;
        }
        catch (StepException e)
        {
            return again with { Status = RefreshStatus.Failed, Reason = e.Message, Output = e.Output };
        }
    }

    private static async Task<ResourceOutcome> UndoAsync(ResourceOutcome outcome, IExecutor executor, CancellationToken deadline)
    {
        var step = new PutBack(outcome.Replaced);
        var undone = new ResourceOutcome(outcome.Id, outcome.Recipe, outcome.At, OutcomeStatus.Changed) { Planned = PlanStatus.Change };
        try
        {
            var result = await executor.ExecuteAsync(step, deadline).ConfigureAwait(false);
            return undone with { Steps = [step.ToString()], Replaced = result.Replaced };
        }
        catch (StepException e)
        {
            return undone with { Status = OutcomeStatus.Failed, Reason = e.Message, Output = e.Output, Replaced = e.Replaced };
        }
    }
}
