using System.Diagnostics;
using Converge.Reports;

namespace Converge.Agent.Running;

/// <summary>A run as a trace: what took how long. It costs nothing as long as nobody listens.</summary>
internal sealed class RunTrace : IDisposable
{
    public const string Name = "Converge.Agent";

    public static readonly ActivitySource Source = new(Name, AgentVersion.Text);

    private readonly Activity? _run;

    private RunTrace(Activity? run) => _run = run;

    public static RunTrace Begin(RunTrigger trigger) => new(Source.StartActivity("run")?.SetTag("converge.trigger", ReportDocument.Name(trigger)));

    public static IDisposable Span(string name) => Source.StartActivity(name) is { } activity ? activity : Nothing.Instance;

    /// <summary>A resource that was just done.</summary>
    public static void Add(ResourceOutcome outcome)
    {
        if (!Source.HasListeners())
            return;
        var end = DateTimeOffset.UtcNow;
        using var activity = Source.StartActivity(outcome.Id.ToString(), ActivityKind.Internal, parentContext: default, startTime: end - outcome.Duration);
        activity?.SetTag("converge.status", ReportDocument.Name(outcome.Status)).SetTag("converge.recipe", outcome.Recipe).SetEndTime(end.UtcDateTime);
        if (outcome.Status == OutcomeStatus.Failed)
            activity?.SetStatus(ActivityStatusCode.Error, outcome.Reason);
    }

    public void End(Report report)
    {
        _run?.SetTag("converge.run", report.Id).SetTag("converge.node", report.Node).SetTag("converge.environment", report.Environment)
            .SetTag("converge.commit", report.Commit).SetTag("converge.status", ReportDocument.Name(report.Status));
        if (report.Status == RunStatus.Failed)
            _run?.SetStatus(ActivityStatusCode.Error, report.Broken);
    }

    public void Dispose() => _run?.Dispose();

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
