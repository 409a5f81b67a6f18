
namespace Converge.Plans;

/// <summary>
/// Has the steps of some neighbours executed. What their last steps have in common is done once for all of them; what could
/// cut the machine off is done under guard.
/// </summary>
/// <param name="refresh">Fires what a guarded change asks for: only then can be told whether the machine is still reached.</param>
internal sealed class StepRunner(ApplyMeans means, RefreshQueue refreshes, Func<ResourceWork, Task> refresh)
{
    /// <exception cref="StepException">One of the steps failed; what was done before it is written down with its resource.</exception>
    public async Task RunAsync(IReadOnlyList<ResourceWork> works, Step? shared)
    {
        var guard = works.Any(static work => work.Guards) ? means.Guard : null;
        if (guard is null)
        {
            await ExecuteAsync(works, shared).ConfigureAwait(false);
            return;
        }
        var armed = await guard.ArmAsync(works[0].Resource.Id, [.. works.SelectMany(static work => work.Steps)], means.Deadline).ConfigureAwait(false);
        try
        {
            await ExecuteAsync(works, shared).ConfigureAwait(false);
            foreach (var work in works)
                await refresh(work).ConfigureAwait(false);
            if (await armed.VerifyAsync(means.Deadline).ConfigureAwait(false) is { } problem)
                throw new StepException($"it would cut the machine off, so it was taken back: {problem}");
        }
        catch (Exception e) when (e is StepException or OperationCanceledException)
        {
            await RestoreAsync(armed, e).ConfigureAwait(false);
            throw;
        }
        await armed.ConfirmAsync().ConfigureAwait(false);
    }

    private static async Task RestoreAsync(IArmedGuard armed, Exception cause)
    {
        try
        {
            await armed.RestoreAsync().ConfigureAwait(false);
        }
        catch (StepException e)
        {
            throw new StepException($"{cause.Message}; {e.Message}", (cause as StepException)?.Output ?? "");
        }
    }

    private async Task ExecuteAsync(IReadOnlyList<ResourceWork> works, Step? shared)
    {
        // Before anything is changed: what a crash interrupts is owed all the same.
        foreach (var work in works)
            refreshes.Owe(work.Resource);
        foreach (var work in works)
        {
            foreach (var step in shared is null ? work.Steps : work.Steps[..^1])
                await ExecuteAsync(step, work).ConfigureAwait(false);
        }
        if (shared is null)
            return;
        var result = await ExecuteAsync(shared, works[0], static (_, _, _) => { }).ConfigureAwait(false);
        var first = works[0];
        foreach (var work in works)
        {
            var own = work.Steps[^1];
            var replaced = shared is WriteFiles ? [.. result.Replaced.Where(place => place.Path == (own as WriteFile)?.Path)] : work == first ? result.Replaced : [];
            work.Add(own, new() { Output = work == first ? result.Output : "", Replaced = replaced });
        }
    }

    private Task<StepResult> ExecuteAsync(Step step, ResourceWork work) => ExecuteAsync(step, work, static (work, step, result) => work.Add(step, result));

    private async Task<StepResult> ExecuteAsync(Step step, ResourceWork work, Action<ResourceWork, Step, StepResult> add)
    {
        means.Deadline.ThrowIfCancellationRequested();
        var start = means.Time.GetTimestamp();
        try
        {
            var result = await means.Executor.ExecuteAsync(step, means.Deadline).ConfigureAwait(false);
            add(work, step, result);
            return result;
        }
        catch (StepException e)
        {
            work.Add(e.Output);
            work.Replaced.AddRange(e.Replaced);
            throw;
        }
        finally
        {
            work.Duration += means.Time.GetElapsedTime(start);
        }
    }

    /// <summary>
    /// What comes before the last step of a neighbour is done before the shared step, which only what rereads files may wait for:
    /// a user is not made before the files that a home directory begins with. Two that change one file are not done together:
    /// the second one has been read before the first was done.
    /// </summary>
    public static bool MayFollow(ResourceWork work, Step shared, IReadOnlyList<ResourceWork> earlier) =>
        work.Steps.Length == 1 || (work.Steps.Length > 1 && shared is ReloadUnitFiles or UpdatePackageLists && !Written(work).Intersect(earlier.SelectMany(Written), StringComparer.Ordinal).Any());

    private static IEnumerable<string> Written(ResourceWork work) => work.Steps.OfType<WriteFile>().Select(static step => step.Path);
}
