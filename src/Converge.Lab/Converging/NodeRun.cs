using System.Globalization;
using System.Text;
using System.Text.Json;
using Converge.Lab.Fleets;
using Converge.Reports;

namespace Converge.Lab.Converging;

/// <summary>How often, and how, a node was brought to what its roles say.</summary>
/// <param name="Report">Null if it did not come to a run.</param>
/// <param name="Problem">Why not, or what the report cannot say.</param>
public sealed record NodeOutcome(LabNode Node, Report? Report, string? Problem, TimeSpan Duration)
{
    public bool HasFailed => Report is null || Report.Status == RunStatus.Failed;
}

/// <summary>One node that converges itself, with the program that is installed in it.</summary>
public sealed class NodeRun(LabClient lab, LabNode node)
{
    /// <param name="tell">Is told each line that the run prints.</param>
    /// <param name="options">More words for <c>converge apply</c>.</param>
    public async Task<NodeOutcome> ApplyAsync(Action<string>? tell, CancellationToken cancel, params IReadOnlyList<string> options)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        // From within the tree, so that what is wrong there is named as in the tree that somebody works on.
        string[] command = ["env", "-C", TreeArchive.Place, "converge", "apply", "--node", node.Fqdn, "--yes", .. options];
        var ran = await lab.RunAsync(node.Name, command, null, tell ?? (static _ => { }), cancel).ConfigureAwait(false);
        // Compiling, or usage: then there is no report of this run, and an older one must not be taken for it.
        if (ran.ExitCode is 1)
            return new(node, null, Said(ran), clock.Elapsed);
        try
        {
            return new(node, await ReportAsync(cancel).ConfigureAwait(false), null, clock.Elapsed);
        }
        catch (Exception e) when (e is JsonException or LabException)
        {
            return new(node, null, ran.ExitCode == 0 ? e.Message : string.Create(CultureInfo.InvariantCulture, $"'converge apply' ended with {ran.ExitCode}: {Said(ran)}"), clock.Elapsed);
        }
    }

    /// <summary>Gives it the tree that it takes its roles from.</summary>
    public async Task SendTreeAsync(byte[] archive, CancellationToken cancel)
    {
        var ran = await lab.RunAsync(node.Name, TreeArchive.Unpacking, async (stream, token) => await stream.WriteAsync(archive, token).ConfigureAwait(false), null, cancel).ConfigureAwait(false);
        if (ran.ExitCode != 0)
            throw new LabException($"cannot copy the tree to '{node.Name}': {Said(ran)}");
    }

    private async Task<Report> ReportAsync(CancellationToken cancel)
    {
        var ran = await lab.RunAsync(node.Name, ["converge", "report", "--format", "json"], "", cancel).ConfigureAwait(false);
        return ran.ExitCode == 0 ? ReportReader.Read(Encoding.UTF8.GetBytes(ran.Output)) : throw new LabException(Said(ran));
    }

    private static string Said(Ran ran) => (ran.Error.Trim().Length > 0 ? ran.Error : ran.Output).Trim();
}
