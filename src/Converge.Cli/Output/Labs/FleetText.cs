using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Converge.Lab.Converging;
using Converge.Reports;

namespace Converge.Cli.Output.Labs;

/// <summary>What became of the nodes of a lab, for people.</summary>
internal static class FleetText
{
    private static readonly string[] Head = ["node", "roles", "resources", "changed", "failed", "checks", "seconds"];

    public static string Render(ImmutableArray<NodeOutcome> outcomes, TimeSpan duration)
    {
        var text = new StringBuilder(Table.Print([Head, .. outcomes.Select(Row)]));
        return text.Append(CultureInfo.InvariantCulture, $"\n{Conclusion(outcomes)}, {duration.TotalSeconds:0.0} s\n").ToString();
    }

    /// <summary>One outcome in some words.</summary>
    public static string Summary(NodeOutcome outcome) => outcome.Report is not { } report
        ? $"failed: {outcome.Problem!.Split('\n')[0]}"
        : report.Status switch
        {
            RunStatus.Failed when report.Broken is { } broken => $"failed: {broken.Split('\n')[0]}",
            RunStatus.Failed => string.Create(CultureInfo.InvariantCulture, $"failed: {report.Count(OutcomeStatus.Failed)} of {report.Resources.Length} resources"),
            RunStatus.Unhealthy => $"unhealthy: {string.Join(", ", report.Checks.Where(static check => check.Problem is not null).Select(static check => check.Id))}",
            RunStatus.Changed => string.Create(CultureInfo.InvariantCulture, $"changed: {report.Count(OutcomeStatus.Changed)} of {report.Resources.Length} resources"),
            _ => "unchanged",
        };

    /// <summary>What went wrong on a node, each thing with its reason; empty if nothing did.</summary>
    public static string Problems(NodeOutcome outcome)
    {
        var name = outcome.Node.Name;
        if (outcome.Report is not { } report)
            return $"{name}: {outcome.Problem}\n";
        var text = new StringBuilder();
        if (report.Broken is { } broken)
            text.Append(CultureInfo.InvariantCulture, $"{name}: {broken}\n");
        foreach (var resource in report.Resources.Where(static r => r.Status == OutcomeStatus.Failed))
            text.Append(CultureInfo.InvariantCulture, $"{name}: {resource.At}: {resource.Id} failed: {resource.Reason}\n");
        foreach (var check in report.Checks.Where(static check => check.Problem is not null))
            text.Append(CultureInfo.InvariantCulture, $"{name}: {check.At}: {check.Id}: {check.Problem}\n");
        return text.ToString();
    }

    private static string[] Row(NodeOutcome outcome)
    {
        var seconds = outcome.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        var roles = outcome.Node.Roles.IsEmpty ? "-" : string.Join(',', outcome.Node.Roles);
        return outcome.Report is { } report
            ? [outcome.Node.Name, roles, Number(report.Resources.Length), Number(report.Count(OutcomeStatus.Changed)), Number(report.Count(OutcomeStatus.Failed)), Checks(report), seconds]
            : [outcome.Node.Name, roles, "-", "-", "-", "-", seconds];
    }

    private static string Checks(Report report)
    {
        var well = report.Checks.Count(static check => check.Problem is null);
        return report.Checks.IsEmpty ? "-" : string.Create(CultureInfo.InvariantCulture, $"{well} of {report.Checks.Length} ok");
    }

    private static string Conclusion(ImmutableArray<NodeOutcome> outcomes)
    {
        var failed = outcomes.Count(static outcome => outcome.HasFailed);
        var unhealthy = outcomes.Count(static outcome => outcome.Report?.Status == RunStatus.Unhealthy);
        if (failed > 0 || unhealthy > 0)
            return string.Create(CultureInfo.InvariantCulture, $"{failed} failed, {unhealthy} unhealthy, {outcomes.Length - failed - unhealthy} well");
        return outcomes.All(static outcome => outcome.Report!.Status == RunStatus.Unchanged) ? "nothing changed" : "all converged";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
