using System.Globalization;
using System.Text;
using Converge.Reports;

namespace Converge.Linux.State;

/// <summary>The last run as metrics, for the textfile collector of Prometheus' node exporter where there is one.</summary>
public sealed class MetricsFile(StateFolder state)
{
    private const string Name = "converge.prom";
    private const string AgentName = "converge-agent.prom";
    private const string RepairsName = "converge-repairs.prom";

    // Where Debian's node exporter looks.
    private const string Collector = "/var/lib/prometheus/node-exporter";

    private readonly Lock _agent = new();

    /// <exception cref="Plans.StepException">It cannot be written.</exception>
    public void Write(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var (text, ended) = (new StringBuilder(), report.Status);
        Head(text, "converge_resources", "Resources of the last run.");
        foreach (var status in Enum.GetValues<OutcomeStatus>())
            Line(text, "converge_resources", $"{{status=\"{ReportDocument.Name(status)}\"}}", report.Count(status));
        Head(text, "converge_run_status", "How the last run ended.");
        foreach (var status in Enum.GetValues<RunStatus>())
            Line(text, "converge_run_status", $"{{status=\"{ReportDocument.Name(status)}\"}}", ended == status ? 1 : 0);
        Add(text, "converge_checks_unhealthy", "Checks of the last run that say it is not well.", report.Checks.Count(static check => check.Problem is not null));
        Add(text, "converge_refreshes_owed", "Refreshes that the last run left.", report.Refreshes.Count(static refresh => refresh.Status == RefreshStatus.Owed));
        Add(text, "converge_resources_corrective", "Resources that somebody else had changed.", report.Resources.Count(static outcome => outcome.IsCorrective));
        Add(text, "converge_run_seconds", "How long the last run took.", (report.End - report.Start).TotalSeconds);
        Add(text, "converge_run_end_timestamp_seconds", "When the last run ended.", report.End.ToUnixTimeMilliseconds() / 1000.0);
        Put(Name, text.ToString());
    }

    /// <summary>What was put right between runs, beside the last run, which looks at everything.</summary>
    /// <exception cref="Plans.StepException">It cannot be written.</exception>
    public void Write(RepairFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var text = new StringBuilder();
        Add(text, "converge_watched_resources", "Resources that are put right as soon as somebody changes them.", figures.Watched);
        Add(text, "converge_watch_problem", "Whether the kernel refused to watch something.", figures.HasProblem ? 1 : 0);
        Add(text, "converge_repairs_total", "Resources that were put right between runs.", figures.Repaired, "counter");
        Add(text, "converge_repairs_failed_total", "Resources that could not be put right between runs.", figures.Failed, "counter");
        Add(text, "converge_resources_fought_over", "Resources that somebody changes again and again, and that are left alone.", figures.FoughtOver);
        if (figures.Last != default)
            Add(text, "converge_repair_end_timestamp_seconds", "When the last repair ended.", figures.Last.ToUnixTimeMilliseconds() / 1000.0);
        Put(RepairsName, text.ToString());
    }

    /// <summary>How the agent itself is. It runs and sends at the same time, and tells after both: what is there in the end is the newest.</summary>
    /// <exception cref="Plans.StepException">It cannot be written.</exception>
    public void Write(Func<AgentFigures> now)
    {
        ArgumentNullException.ThrowIfNull(now);
        lock (_agent)
            Write(now());
    }

    private void Write(AgentFigures figures)
    {
        var text = new StringBuilder();
        if (figures.IsServerReached is { } isReached)
            Add(text, "converge_server_reachable", "Whether the server answered the last call.", isReached ? 1 : 0);
        Add(text, "converge_reports_waiting", "Reports that the server has not taken yet.", figures.Waiting);
        if (figures.CertificateEnd is { } end)
            Add(text, "converge_certificate_end_timestamp_seconds", "When the certificate of the node ends.", end.ToUnixTimeSeconds());
        Add(text, "converge_agent_start_timestamp_seconds", "When the agent was started.", figures.Start.ToUnixTimeSeconds());
        Put(AgentName, text.ToString());
    }

    private void Put(string name, string text)
    {
        state.Write(state.In(name), text);
        // Read by another user, and by nobody before it is whole.
        if (state.Path == StateFolder.Usual && Directory.Exists(Collector))
            state.WriteReadable(Path.Join(Collector, name), text);
    }

    private static void Add(StringBuilder text, string name, string help, double value, string kind = "gauge")
    {
        Head(text, name, help, kind);
        Line(text, name, "", value);
    }

    private static void Head(StringBuilder text, string name, string help, string kind = "gauge") => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n");

    private static void Line(StringBuilder text, string name, string labels, double value) => text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value}\n");
}

/// <param name="IsServerReached">Null if there is none.</param>
/// <param name="Waiting">Reports that the server has not taken yet.</param>
/// <param name="Start">Of the agent.</param>
public sealed record AgentFigures(bool? IsServerReached, int Waiting, DateTimeOffset? CertificateEnd, DateTimeOffset Start);

/// <param name="Repaired">Since the program started, as <paramref name="Failed"/>.</param>
/// <param name="HasProblem">Whether the kernel refused to watch something.</param>
/// <param name="Last">When a repair ended last.</param>
public sealed record RepairFigures(int Watched, long Repaired, long Failed, int FoughtOver, bool HasProblem, DateTimeOffset Last);
