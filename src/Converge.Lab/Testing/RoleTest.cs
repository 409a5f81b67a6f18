using System.Diagnostics;
using Converge.Lab.Converging;
using Converge.Lab.Fleets;
using Converge.Reports;
using Converge.Resources;

namespace Converge.Lab.Testing;

/// <summary>How much of a node is damaged.</summary>
public enum Breakage
{
    None,

    /// <summary>One resource of each type.</summary>
    Sample,
    All,
}

/// <summary>
/// What a role promises, tried on a node: it can be had, it is well, it is done when it is done, and whatever somebody
/// changes by hand is mended, and nothing else.
/// </summary>
/// <param name="tell">Is told of each result when it is there.</param>
public sealed class RoleTest(LabClient lab, LabNode node, string role, Action<LabTestResult> tell)
{
    private const string Apply = "apply";
    private const string Checks = "checks";
    private const string Again = "again";
    private const string Break = "break";

    // systemd refuses to start again what was started several times within seconds, which nobody but a test does.
    private const string Patience = "systemctl reset-failed; ";

    private readonly NodeRun _run = new(lab, node);

    /// <param name="first">What became of the run that the node had already.</param>
    public async Task RunAsync(NodeOutcome first, Breakage breakage, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(first);
        Tell(Apply, Apply, first.HasFailed ? first.Problem ?? Failures(first.Report!) : null, first.Duration);
        if (first.HasFailed)
            return;
        foreach (var check in first.Report!.Checks)
            Tell(check.Id.ToString(), Checks, check.Problem, check.Duration);
        if (!await IsDoneAsync("apply again", cancel).ConfigureAwait(false) || breakage == Breakage.None)
            return;
        var damaged = first.Report.Resources.Select(static resource => resource.Id);
        foreach (var id in breakage == Breakage.All ? damaged : damaged.Where(static id => Damages.Of(id) is not null).DistinctBy(static id => id.Type, StringComparer.Ordinal))
            await DamageAsync(id, cancel).ConfigureAwait(false);
        await IsDoneAsync("apply after all that", cancel).ConfigureAwait(false);
    }

    private async Task<bool> IsDoneAsync(string name, CancellationToken cancel)
    {
        var outcome = await _run.ApplyAsync(null, cancel).ConfigureAwait(false);
        var problem = Trouble(outcome) ?? (outcome.Report!.HasChanges ? $"changed {Changed(outcome.Report)}, though it was as it should be" : null);
        Tell(name, Again, problem, outcome.Duration);
        return problem is null;
    }

    private async Task DamageAsync(ResourceId id, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        if (Damages.Of(id) is not { } damage)
        {
            tell(new(role, id.ToString(), Break, LabTestResult.Skipped, $"how a {id.Type} is damaged only its recipe knows", TimeSpan.Zero, null));
            return;
        }
        var spoilt = false;
        foreach (var script in damage.Scripts)
        {
            var ran = await lab.RunAsync(node.Name, ["sh", "-c", Patience + script, "sh", id.Title], "", cancel).ConfigureAwait(false);
            if (ran.ExitCode == Damage.Nothing)
                continue;
            if (ran.ExitCode != 0)
            {
                Tell(id.ToString(), Break, $"it could not be damaged: {(ran.Error.Length > 0 ? ran.Error : ran.Output).Trim().Split('\n')[^1]}", clock.Elapsed);
                return;
            }
            spoilt = true;
            var outcome = await _run.ApplyAsync(null, cancel).ConfigureAwait(false);
            if (outcome.Report?.Status == RunStatus.Unchanged)
                continue;
            Tell(id.ToString(), Break, Trouble(outcome) ?? await MisrepairAsync(id, damage, outcome.Report!, cancel).ConfigureAwait(false), clock.Elapsed);
            return;
        }
        if (spoilt)
            Tell(id.ToString(), Break, "it was damaged and nobody noticed", clock.Elapsed);
        else
            tell(new(role, id.ToString(), Break, LabTestResult.Skipped, "there was nothing to damage", clock.Elapsed, null));
    }

    /// <summary>Why a repair was not one: that, all of that, and nothing but that is to be mended.</summary>
    private async Task<string?> MisrepairAsync(ResourceId id, Damage damage, Report report, CancellationToken cancel)
    {
        var changed = report.Resources.Where(static resource => resource.Status == OutcomeStatus.Changed).ToList();
        if (changed.Find(resource => resource.Id == id) is not { } mended)
        {
            // What a recipe keeps by a command of its own is well when its turn comes.
            return changed.Exists(static resource => resource.Id.Type == "command") && (await _run.ApplyAsync(null, cancel).ConfigureAwait(false)).Report?.Status == RunStatus.Unchanged
                ? null
                : $"it was not repaired; changed was {Changed(report)}";
        }
        if (!mended.IsCorrective)
            return "it was repaired, but reported as if the recipe had changed";
        var others = changed.Where(resource => resource.Id != id && !damage.Spreads(resource.Id)).Select(static resource => resource.Id.ToString()).ToList();
        return others.Count > 0 ? $"besides it, {string.Join(", ", others)} was changed" : null;
    }

    private static string? Trouble(NodeOutcome outcome) => outcome.HasFailed
        ? outcome.Problem ?? Failures(outcome.Report!)
        : outcome.Report!.Checks.FirstOrDefault(static check => check.Problem is not null) is { } check ? $"{check.Id}: {check.Problem}" : null;

    private static string Failures(Report report) =>
        report.Broken ?? string.Join("; ", report.Resources.Where(static resource => resource.Status == OutcomeStatus.Failed).Select(static resource => $"{resource.Id}: {resource.Reason}"));

    private static string Changed(Report report) =>
        string.Join(", ", report.Resources.Where(static resource => resource.Status == OutcomeStatus.Changed).Select(static resource => resource.Id.ToString()).DefaultIfEmpty("nothing"));

    private void Tell(string name, string kind, string? problem, TimeSpan duration) =>
        tell(new(role, name, kind, problem is null ? LabTestResult.Passed : LabTestResult.Failed, problem, duration, null));
}
