using System.Collections.Immutable;
using Converge.Reports;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Plans;

/// <summary>
/// Makes a machine what a plan says: resource by resource in their order, each read again if anything was changed before it,
/// and once more after its steps. The only holder of an executor.
/// </summary>
public sealed class Applier(IReadOnlyDictionary<string, IResourceType> types, IMachine machine, IExecutor executor, IRefreshJournal journal)
{
    /// <summary>For resources that could cut the machine off; null if there is no way to guard them.</summary>
    public IConnectivityGuard? Guard { get; init; }

    public ICheckRunner? Checks { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told of each resource when it is done.</summary>
    public Action<ResourceOutcome>? Progress { get; init; }

    /// <summary>Told of each refresh when it is done.</summary>
    public Action<RefreshOutcome>? RefreshProgress { get; init; }

    /// <param name="run">What is known of the run before it begins.</param>
    /// <param name="isFresh">Whether the plan was made just now, so that what it read need not be read again.</param>
    /// <param name="stop">The step that runs is finished, then nothing more is begun.</param>
    /// <param name="deadline">What runs is broken off where that is possible.</param>
    public async Task<Report> ApplyAsync(Plan plan, Report run, bool isFresh, CancellationToken stop, CancellationToken deadline)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(run);
        var means = new ApplyMeans(types, new(types, new(plan.Catalog.Whole ?? plan.Catalog, machine) { RunsGuards = true }), executor, Guard, Time, deadline);
        var apply = new ApplyRun(plan, means, new(journal, plan.Catalog), isFresh, stop) { Progress = Progress, RefreshProgress = RefreshProgress };
        await apply.RunAsync().ConfigureAwait(false);
        return run with
        {
            Recipes = [.. plan.Catalog.Recipes.Select(static recipe => new AppliedRecipe(recipe.Name, recipe.Version))],
            Resources = apply.Outcomes,
            Refreshes = apply.Refreshes,
            Checks = Checks is null || apply.Broken is not null ? [] : await CheckAsync(plan, Checks, apply.Outcomes, stop).ConfigureAwait(false),
            Broken = apply.Broken,
            End = Time.GetUtcNow(),
        };
    }

    private static async Task<ImmutableArray<CheckOutcome>> CheckAsync(Plan plan, ICheckRunner runner, ImmutableArray<ResourceOutcome> outcomes, CancellationToken cancel)
    {
        // What was left half done will not become healthy by waiting.
        var broken = outcomes.Where(static outcome => outcome is { Status: OutcomeStatus.Failed, IsIgnored: false } or { Status: OutcomeStatus.Skipped }).Select(static outcome => outcome.Recipe).ToHashSet(StringComparer.Ordinal);
        var checks = plan.Catalog.Recipes.SelectMany(recipe => recipe.Checks.Select(async check =>
        {
            try
            {
                var result = await runner.RunAsync(check, waits: !broken.Contains(recipe.Name), cancel).ConfigureAwait(false);
                return new CheckOutcome(check.Id, recipe.Name, check.At.ToString(), result.Problem, result.Duration);
            }
            catch (OperationCanceledException)
            {
                return new CheckOutcome(check.Id, recipe.Name, check.At.ToString(), "the run ended before it was known", TimeSpan.Zero);
            }
        }));
        return [.. await Task.WhenAll(checks).ConfigureAwait(false)];
    }
}

/// <summary>What a run applies its resources with.</summary>
internal sealed record ApplyMeans(
    IReadOnlyDictionary<string, IResourceType> Types,
    ResourceReader Reader,
    IExecutor Executor,
    IConnectivityGuard? Guard,
    TimeProvider Time,
    CancellationToken Deadline);
