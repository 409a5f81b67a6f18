using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Reports;
using Converge.Resources;

namespace Converge.Plans;

/// <summary>Fires refreshes. If what is notified does not take the new content of a file, the old one comes back.</summary>
internal sealed class RefreshRunner(ApplyMeans means, RefreshQueue refreshes, Func<ResourceId, ResourceWork?> find)
{
    /// <summary>What came of it, and the works whose changes were taken back because of it.</summary>
    public async Task<(RefreshOutcome Outcome, ImmutableArray<ResourceWork> TakenBack)> RunAsync(PendingRefresh pending, CatalogResource target)
    {
        var (verb, id, because) = pending.Owed;
        var start = means.Time.GetTimestamp();
        var outcome = new RefreshOutcome(verb, id, RefreshStatus.Done) { Because = because, WasOwed = pending.WasOwed };
        try
        {
            outcome = outcome with { Output = await ExecuteAsync(verb, target).ConfigureAwait(false) };
            refreshes.Settle(pending);
            return (outcome with { Duration = means.Time.GetElapsedTime(start) }, []);
        }
        catch (StepException e)
        {
            outcome = outcome with { Status = RefreshStatus.Failed, Reason = e.Message, Output = e.Output };
        }
        catch (OperationCanceledException)
        {
            refreshes.Leave(pending);
            return (outcome with { Status = RefreshStatus.Owed, Reason = "the time of the run was over", Duration = means.Time.GetElapsedTime(start) }, []);
        }
        var takenBack = await TakeBackAsync(pending, target, verb).ConfigureAwait(false);
        return (outcome with { Duration = means.Time.GetElapsedTime(start) }, takenBack);
    }

    private async Task<string> ExecuteAsync(string verb, CatalogResource target)
    {
        var output = "";
        if (means.Types[target.Id.Type] is not IRefreshable type)
            throw new StepException($"a {target.Id.Type} cannot be asked to {verb}");
        foreach (var step in type.Refresh(target, verb))
            output += (await means.Executor.ExecuteAsync(step, means.Deadline).ConfigureAwait(false)).Output;
        return output;
    }

    private async Task<ImmutableArray<ResourceWork>> TakeBackAsync(PendingRefresh pending, CatalogResource target, string verb)
    {
        var causes = pending.Owed.Because.Select(find).OfType<ResourceWork>().Where(static work => work.Written.Count > 0).ToImmutableArray();
        if (causes.IsEmpty)
        {
            refreshes.Leave(pending);
            return [];
        }
        try
        {
            await means.Executor.ExecuteAsync(new PutBack([.. causes.SelectMany(static work => work.Written)]), means.Deadline).ConfigureAwait(false);
            if (causes.Any(static work => work.Done.Exists(static step => step is ReloadUnitFiles)))
                await means.Executor.ExecuteAsync(new ReloadUnitFiles(), means.Deadline).ConfigureAwait(false);
            // A restart that failed has left nothing running; with what was there before it may run again.
            if (verb != "reload")
                await ExecuteAsync(verb, target).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StepException or OperationCanceledException)
        {
            // It stays owed, and the next run tries again.
            refreshes.Leave(pending);
            foreach (var work in causes)
                work.Add($"{e.Message}\n{(e as StepException)?.Output}");
            return causes;
        }
        if (pending.WasOwed)
            refreshes.Leave(pending);
        else
            refreshes.Settle(pending);
        return causes;
    }
}
