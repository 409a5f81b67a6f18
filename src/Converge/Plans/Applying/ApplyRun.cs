using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Reports;
using Converge.Resources;

namespace Converge.Plans;

/// <summary>One run through a catalog.</summary>
internal sealed class ApplyRun
{
    private readonly Plan _plan;
    private readonly ApplyMeans _means;
    private readonly RefreshQueue _queue;
    private readonly CancellationToken _stop;
    private readonly WorkReader _reader;
    private readonly StepRunner _runner;
    private readonly RefreshRunner _refresher;
    private readonly Dictionary<ResourceId, PlannedResource> _planned;
    private readonly Dictionary<ResourceId, ResourceOutcome> _outcomes;
    private readonly Dictionary<ResourceId, ResourceWork> _changed = [];
    private readonly HashSet<ResourceId> _passed;
    private readonly Dictionary<string, ResourceId> _blame = new(StringComparer.Ordinal);
    private readonly List<RefreshOutcome> _refreshes = [];

    // Whether anything was changed, so that what the plan has read may not be true any more.
    private bool _isStale;

    public ApplyRun(Plan plan, ApplyMeans means, RefreshQueue queue, bool isFresh, CancellationToken stop)
    {
        (_plan, _means, _queue, _stop) = (plan, means, queue, stop);
        (_isStale, _reader, _runner) = (!isFresh, new(means), new(means, queue, RefreshNowAsync));
        _refresher = new(means, queue, id => _changed.GetValueOrDefault(id));
        _planned = plan.Resources.ToDictionary(static planned => planned.Resource.Id);
        _outcomes = new(plan.Resources.Length);
        _passed = new(plan.Resources.Length);
    }

    public Action<ResourceOutcome>? Progress { get; init; }

    public Action<RefreshOutcome>? RefreshProgress { get; init; }

    public string? Broken { get; private set; }

    /// <summary>In the order of the catalog.</summary>
    public ImmutableArray<ResourceOutcome> Outcomes => [.. _plan.Resources.Select(planned => _outcomes[planned.Resource.Id])];

    public ImmutableArray<RefreshOutcome> Refreshes => [.. _refreshes];

    public async Task RunAsync()
    {
        foreach (var owed in _queue.Forgotten)
        {
            _queue.Forget(owed);
            Add(new(owed.Verb, owed.Target, RefreshStatus.NotNeeded) { Because = owed.Because, WasOwed = true, Reason = "no recipe declares it any more" });
        }
        foreach (var recipe in _plan.Catalog.Recipes)
            await ApplyAsync(recipe).ConfigureAwait(false);
        foreach (var pending in _queue.Pending)
            Add(new(pending.Owed.Verb, pending.Owed.Target, RefreshStatus.Owed) { Because = pending.Owed.Because, WasOwed = pending.WasOwed, Reason = Broken ?? "the run did not get so far" });
    }

    private async Task ApplyAsync(CatalogRecipe recipe)
    {
        ResourceId? blame = recipe.DependsOn.Where(_blame.ContainsKey).Select(name => (ResourceId?)_blame[name]).FirstOrDefault();
        var position = 0;
        while (position < recipe.Resources.Length && blame is null && !IsStopped())
        {
            var resource = recipe.Resources[position];
            if (resource.After.Where(IsMissing).Select(static id => (ResourceId?)id).FirstOrDefault() is { } missing)
            {
                blame = _outcomes[missing].Blame ?? missing;
                break;
            }
            var done = await ApplyAsync(recipe, position).ConfigureAwait(false);
            for (; done > 0; done--, position++)
            {
                var id = recipe.Resources[position].Id;
                await PassAsync(recipe.Resources[position]).ConfigureAwait(false);
                if (_outcomes[id] is { Status: OutcomeStatus.Failed, IsIgnored: false })
                    blame ??= id;
            }
        }
        if (blame is null && !IsStopped())
            blame = await FinishAsync(recipe).ConfigureAwait(false);
        if (blame is { } guilty)
            _blame[recipe.Name] = guilty;
        foreach (var skipped in recipe.Resources[position..])
            Finish(new(skipped.Id, recipe.Name, skipped.At.ToString(), OutcomeStatus.Skipped) { Blame = blame, Reason = blame is { } by ? $"{by} failed" : Broken, Planned = _planned[skipped.Id].Status });
    }

    private bool IsMissing(ResourceId id) => _outcomes.TryGetValue(id, out var outcome) && outcome is { Status: OutcomeStatus.Failed, IsIgnored: false } or { Status: OutcomeStatus.Skipped };

    private bool IsStopped()
    {
        if (_means.Deadline.IsCancellationRequested)
            Broken ??= _stop.IsCancellationRequested ? "the run was broken off" : "the time of the run was over";
        else if (_stop.IsCancellationRequested)
            Broken ??= "the run was stopped";
        return Broken is not null;
    }

    /// <returns>How many resources were done: neighbours may be done together.</returns>
    private async Task<int> ApplyAsync(CatalogRecipe recipe, int position)
    {
        var first = new ResourceWork(recipe.Resources[position], recipe);
        var works = new List<ResourceWork> { first };
        try
        {
            await ReadAsync(first).ConfigureAwait(false);
            var shared = first.Obstacle is null && first.Steps is [.., { IsMergeable: true } last]
                ? await GatherAsync(works, last, recipe, position).ConfigureAwait(false)
                : null;
            await ApplyAsync(works, shared).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = IsStopped();
            foreach (var work in works.Where(work => !_outcomes.ContainsKey(work.Resource.Id)))
                Fail(work, Broken ?? "the run was broken off");
        }
        return works.Count;
    }

    private async Task ReadAsync(ResourceWork work)
    {
        var start = _means.Time.GetTimestamp();
        if (_isStale || !WorkReader.TryTake(_planned[work.Resource.Id], work))
            await _reader.ReadAsync(work).ConfigureAwait(false);
        work.FirstChanges = work.Changes;
        work.Duration += _means.Time.GetElapsedTime(start);
    }

    /// <summary>Adds the neighbours whose last step is the same kind of thing.</summary>
    /// <param name="shared">The last step of the first one.</param>
    /// <returns>One step for all of them.</returns>
    private async Task<Step> GatherAsync(List<ResourceWork> works, Step shared, CatalogRecipe recipe, int position)
    {
        foreach (var resource in recipe.Resources.Skip(position + 1))
        {
            var next = new ResourceWork(resource, recipe);
            if (!resource.After.IsEmpty || resource.GuardsConnectivity != works[0].Resource.GuardsConnectivity || _queue.Find(resource.Id) is not null)
                break;
            await ReadAsync(next).ConfigureAwait(false);
            if (next.Obstacle is not null || next.Steps is not [.., var last] || !StepRunner.MayFollow(next, shared, works) || shared.Merge(last) is not { } merged)
                break;
            works.Add(next);
            shared = merged;
            if (!shared.IsMergeable)
                break;
        }
        return shared;
    }

    private async Task ApplyAsync(List<ResourceWork> works, Step? shared)
    {
        if (works is [var only])
        {
            await ApplyAloneAsync(only).ConfigureAwait(false);
            return;
        }
        _isStale = true;
        try
        {
            await _runner.RunAsync(works, shared).ConfigureAwait(false);
        }
        catch (StepException)
        {
            await ApplyOneByOneAsync(works).ConfigureAwait(false);
            return;
        }
        foreach (var work in works)
            await VerifyAsync(work).ConfigureAwait(false);
    }

    /// <summary>Each by itself, to do what can be done and to find the one that cannot.</summary>
    private async Task ApplyOneByOneAsync(List<ResourceWork> works)
    {
        ResourceId? blame = null;
        foreach (var work in works)
        {
            work.ForgetOutput();
            await _reader.ReadAsync(work).ConfigureAwait(false);
            if (blame is { } guilty && !work.IsRight)
            {
                Skip(work, guilty);
                continue;
            }
            await ApplyAloneAsync(work).ConfigureAwait(false);
            if (_outcomes[work.Resource.Id] is { Status: OutcomeStatus.Failed, IsIgnored: false })
                blame = work.Resource.Id;
        }
    }

    private async Task ApplyAloneAsync(ResourceWork work)
    {
        if (work.Obstacle is { } obstacle)
        {
            Fail(work, obstacle);
            return;
        }
        if (work.Changes.IsEmpty)
        {
            Finish(work, work.Done.Count > 0 || !work.FirstChanges.IsEmpty ? OutcomeStatus.Changed : OutcomeStatus.Ok, work.Waits);
            return;
        }
        _isStale = true;
        try
        {
            await _runner.RunAsync([work], shared: null).ConfigureAwait(false);
        }
        catch (StepException e)
        {
            await FailAsync(work, e).ConfigureAwait(false);
            return;
        }
        await VerifyAsync(work).ConfigureAwait(false);
    }

    private async Task VerifyAsync(ResourceWork work)
    {
        var (steps, start) = (work.Steps, _means.Time.GetTimestamp());
        await _reader.ReadAsync(work).ConfigureAwait(false);
        work.Duration += _means.Time.GetElapsedTime(start);
        if (work.IsRight)
            Finish(work, OutcomeStatus.Changed);
        else
            Fail(work, work.Changes.IsEmpty ? $"did not converge: {work.Obstacle}" : work.Remaining);
        work.Steps = steps;
    }

    private async Task FailAsync(ResourceWork work, StepException e)
    {
        // A file that was refused is what it was: nobody needs to be told of a change.
        if (work.Done.Count == 0 && work.Replaced.Count == 0 && work.Steps[0] is WriteFile)
        {
            var before = work.Changes;
            await _reader.ReadAsync(work).ConfigureAwait(false);
            if (work.Changes.SequenceEqual(before))
                _queue.Withdraw(work.Resource);
        }
        Fail(work, e.Message);
    }

    private void Fail(ResourceWork work, string reason) => Finish(work, OutcomeStatus.Failed, reason);

    private void Skip(ResourceWork work, ResourceId blame) =>
        Finish(new(work.Resource.Id, work.Recipe.Name, work.Resource.At.ToString(), OutcomeStatus.Skipped) { Blame = blame, Reason = $"{blame} failed", Planned = _planned[work.Resource.Id].Status });

    private void Finish(ResourceWork work, OutcomeStatus status, string? reason = null)
    {
        if (work.Done.Count > 0)
            _changed[work.Resource.Id] = work;
        Finish(OutcomeText.Of(work, status, reason, _planned[work.Resource.Id].Status));
    }

    private void Finish(ResourceOutcome outcome)
    {
        _outcomes[outcome.Id] = outcome;
        Progress?.Invoke(outcome);
    }

    /// <summary>Fires what is owed to a resource that the run has come to.</summary>
    private async Task PassAsync(CatalogResource resource)
    {
        _passed.Add(resource.Id);
        if (_queue.Find(resource.Id) is not { } pending || _outcomes[resource.Id].Status is OutcomeStatus.Failed or OutcomeStatus.Skipped || IsStopped())
            return;
        if (_changed.TryGetValue(resource.Id, out var work) && work.StartsTarget)
        {
            _queue.Settle(pending);
            Add(new(pending.Owed.Verb, resource.Id, RefreshStatus.NotNeeded) { Because = pending.Owed.Because, WasOwed = pending.WasOwed, Reason = "the run has started it" });
            return;
        }
        await RefreshAsync(pending, resource).ConfigureAwait(false);
    }

    /// <summary>What a guarded change asks of services that run already.</summary>
    /// <exception cref="StepException">One of them does not take it.</exception>
    private async Task RefreshNowAsync(ResourceWork work)
    {
        foreach (var (_, target) in work.Resource.Notifies)
        {
            var resource = _planned[target].Resource;
            var found = await _means.Reader.ReadAsync(resource, _means.Deadline).ConfigureAwait(false);
            if (_queue.Find(target) is not { } pending || found.Properties.GetValueOrDefault("running") != Value.True)
                continue;
            var (outcome, _) = await _refresher.RunAsync(pending, resource).ConfigureAwait(false);
            Add(outcome);
            if (outcome.Status != RefreshStatus.Done)
                throw new StepException($"{outcome.Verb} {target} failed with it, so it was taken back: {outcome.Reason}", outcome.Output);
        }
    }

    /// <summary>At the end of a recipe: what its changes ask of resources that the run has passed.</summary>
    /// <returns>The resource that failed.</returns>
    private async Task<ResourceId?> FinishAsync(CatalogRecipe recipe)
    {
        ResourceId? blame = null;
        var mine = recipe.Resources.Select(static resource => resource.Id).ToHashSet();
        foreach (var pending in _queue.Pending.Where(pending => _passed.Contains(pending.Owed.Target) && pending.Owed.Because.Any(mine.Contains)).ToList())
        {
            if (_outcomes[pending.Owed.Target].Status == OutcomeStatus.Failed)
                continue;
            if (!await RefreshAsync(pending, _planned[pending.Owed.Target].Resource).ConfigureAwait(false))
                blame ??= pending.Owed.Target;
        }
        return blame;
    }

    private async Task<bool> RefreshAsync(PendingRefresh pending, CatalogResource target)
    {
        _isStale = true;
        var (outcome, takenBack) = await _refresher.RunAsync(pending, target).ConfigureAwait(false);
        Add(outcome);
        if (outcome.Status == RefreshStatus.Done)
            return true;
        foreach (var work in takenBack)
        {
            Finish(_outcomes[work.Resource.Id] with { Status = OutcomeStatus.Failed, Reason = $"taken back, since {outcome.Verb} {target.Id} failed with it" });
            _blame.TryAdd(work.Recipe.Name, work.Resource.Id);
        }
        if (outcome.Status == RefreshStatus.Failed)
            Finish(_outcomes[target.Id] with { Status = OutcomeStatus.Failed, Reason = $"{outcome.Verb} failed: {outcome.Reason}", Output = outcome.Output, IsIgnored = target.IgnoresFailure });
        return false;
    }

    private void Add(RefreshOutcome outcome)
    {
        _refreshes.Add(outcome);
        RefreshProgress?.Invoke(outcome);
    }
}
