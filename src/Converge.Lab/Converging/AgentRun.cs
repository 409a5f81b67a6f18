using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Converge.Lab.Fleets;
using Converge.Reports;

namespace Converge.Lab.Converging;

/// <summary>One node whose agent makes it what the server says.</summary>
/// <param name="commit">What it is to come to.</param>
public sealed class AgentRun(LabClient lab, LabServer server, LabNode node, string commit, Action<string> tell)
{
    private const string Certificate = "/var/lib/converge/identity/node.crt";
    private const string Unit = "converge-agent";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan BeginPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    // Runs while something is asked of the node, and not while others are waited for.
    private readonly Stopwatch _clock = new();
    private long _before;

    /// <summary>Makes it a node of the server, if it is none, and waits until the server has a report of a run with this commit.</summary>
    public async Task<NodeOutcome> ConvergeAsync(CancellationToken cancel)
    {
        _clock.Start();
        _before = (await ReportAsync(null, cancel).ConfigureAwait(false))?.Number ?? 0;
        await EnrolAsync(cancel).ConfigureAwait(false);
        var known = (await server.FindAsync(node, cancel).ConfigureAwait(false))?.LastRun;
        var runs = await SucceedsAsync(["systemctl", "is-active", "--quiet", Unit], cancel).ConfigureAwait(false);
        await DoAsync(["systemctl", "enable", "--quiet", "--now", Unit], "", cancel).ConfigureAwait(false);
        tell(_before == 0 ? "first run" : "waiting for its report");
        // One that runs already begins by itself if the commit is new to it, and else nothing would make it run.
        if (runs && (known?.Commit == commit || !await ReportsAsync(known?.Id, BeginPatience, cancel).ConfigureAwait(false)))
            await RunAsync(cancel).ConfigureAwait(false);
        await AwaitAsync(known?.Id, cancel).ConfigureAwait(false);
        _clock.Stop();
        return await OutcomeAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>One run more, now that others may be as this node needs them.</summary>
    public async Task<NodeOutcome> AgainAsync(CancellationToken cancel)
    {
        _clock.Start();
        tell("running again");
        var known = (await server.FindAsync(node, cancel).ConfigureAwait(false))?.LastRun;
        await RunAsync(cancel).ConfigureAwait(false);
        await AwaitAsync(known?.Id, cancel).ConfigureAwait(false);
        _clock.Stop();
        return await OutcomeAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>What all runs since the beginning have come to.</summary>
    public async Task<NodeOutcome> OutcomeAsync(CancellationToken cancel)
    {
        var runs = new List<Report>();
        for (var last = await ReportAsync(null, cancel).ConfigureAwait(false); last is not null && last.Number > _before; last = await ReportAsync(last.Number - 1, cancel).ConfigureAwait(false))
            runs.Insert(0, last);
        return runs.Count == 0 ? new(node, null, "it has not run", _clock.Elapsed) : new(node, Sum(runs), null, _clock.Elapsed);
    }

    /// <summary>How the machine is after the last run, with what all of them have changed.</summary>
    /// <param name="runs">The oldest first.</param>
    internal static Report Sum(List<Report> runs)
    {
        // A repair looks at what is concerned alone.
        var last = runs.FindLast(static run => run.Trigger != RunTrigger.Drift) ?? runs[^1];
        var changed = runs.SelectMany(static run => run.Resources).Where(static resource => resource.Status == OutcomeStatus.Changed).ToLookup(static resource => resource.Id);
        return last with { Resources = [.. last.Resources.Select(resource => resource.Status == OutcomeStatus.Ok ? changed[resource.Id].LastOrDefault(resource) : resource)] };
    }

    private async Task EnrolAsync(CancellationToken cancel)
    {
        if (await SucceedsAsync(["test", "-e", Certificate], cancel).ConfigureAwait(false))
            return;
        tell("enrolling");
        var token = await server.MakeTokenAsync(node, cancel).ConfigureAwait(false);
        // By its standard input: others can read the words of a command.
        await DoAsync(["converge", "enrol", "--server", server.Url, "--ca-pin", token.Pin!, "--name", node.Fqdn], token.Token!, cancel).ConfigureAwait(false);
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        const int NoAgent = 1;
        tell("converging");
        Stopwatch? away = null;
        while (true)
        {
            var ran = await lab.RunAsync(node.Name, ["converge", "agent", "run", "--format", "json"], "", cancel).ConfigureAwait(false);
            if (ran.ExitCode != NoAgent)
                return;
            // It may be starting, or have ended to begin anew after a run that took however long.
            away ??= Stopwatch.StartNew();
            if (away.Elapsed > StartPatience)
                throw new LabException(ran.Error.Trim(), Logs);
            await Task.Delay(Pause, cancel).ConfigureAwait(false);
        }
    }

    private async Task AwaitAsync(string? known, CancellationToken cancel)
    {
        if (!await ReportsAsync(known, Patience, cancel).ConfigureAwait(false))
            throw new LabException(string.Create(CultureInfo.InvariantCulture, $"'{node.Name}' has not told of a run with {commit[..7]} after {Patience.TotalMinutes:0} minutes"), Logs);
    }

    /// <summary>Whether the server hears of a run with this commit that it did not know before, within a time.</summary>
    private async Task<bool> ReportsAsync(string? known, TimeSpan patience, CancellationToken cancel)
    {
        var start = Stopwatch.StartNew();
        while ((await server.FindAsync(node, cancel).ConfigureAwait(false))?.LastRun is not { } run || run.Id == known || run.Commit != commit)
        {
            if (start.Elapsed > patience)
                return false;
            await Task.Delay(Pause, cancel).ConfigureAwait(false);
        }
        return true;
    }

    private string Logs => $"'converge lab logs {node.Name} --unit {Unit}' tells why";

    private async Task<bool> SucceedsAsync(string[] command, CancellationToken cancel) => (await lab.RunAsync(node.Name, command, "", cancel).ConfigureAwait(false)).ExitCode == 0;

    private async Task DoAsync(string[] command, string input, CancellationToken cancel)
    {
        var ran = await lab.RunAsync(node.Name, command, input, cancel).ConfigureAwait(false);
        if (ran.ExitCode != 0)
            throw new LabException($"'{string.Join(' ', command.Take(2))}' in '{node.Name}' ended with {ran.ExitCode.ToString(CultureInfo.InvariantCulture)}: {ran.Error.Trim()}", Logs);
    }

    /// <summary>That of a run; null if there is none.</summary>
    /// <param name="number">Null for the last one.</param>
    private async Task<Report?> ReportAsync(long? number, CancellationToken cancel)
    {
        if (number is <= 0)
            return null;
        string[] which = number is { } known ? [known.ToString(CultureInfo.InvariantCulture)] : [];
        var ran = await lab.RunAsync(node.Name, ["converge", "report", .. which, "--format", "json"], "", cancel).ConfigureAwait(false);
        try
        {
            return ran.ExitCode == 0 ? ReportReader.Read(Encoding.UTF8.GetBytes(ran.Output)) : null;
        }
        catch (JsonException e)
        {
            throw new LabException($"'converge report' in '{node.Name}': {e.Message}", null, e);
        }
    }
}
