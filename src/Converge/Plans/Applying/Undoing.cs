using System.Collections.Immutable;
using Converge.Reports;

namespace Converge.Plans;

/// <summary>Takes back what a run did to files, links and directories; the last change first.</summary>
public sealed class Undoing
{
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
    public async Task<Report> RunAsync(IExecutor executor, long number, string id, Action<ResourceOutcome> progress, CancellationToken deadline)
    {
        ArgumentNullException.ThrowIfNull(executor);
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
        return new(number, id, _run.Node, _run.Environment)
        {
            Roles = _run.Roles,
            Recipes = _run.Recipes,
            Resources = outcomes.ToImmutable(),
            Start = start,
            End = TimeProvider.System.GetUtcNow(),
        };
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
