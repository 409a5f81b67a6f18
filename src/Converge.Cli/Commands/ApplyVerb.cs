using System.Diagnostics;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Plans;
using Converge.Cli.Output.Reports;
using Converge.Linux.Runs;
using Converge.Linux.State;
using Converge.Plans;
using Converge.Reports;

namespace Converge.Cli.Commands;

internal sealed class ApplyVerb : Verb
{
    private static readonly Parameter Yes = new("--yes", "do not ask; without a terminal nothing is asked anyway");
    private static readonly Parameter Wait = new("--wait", "how long to wait for a run that is under way; 10m if not given", "DURATION");
    private static readonly Parameter Deadline = new("--deadline", "how long it may take before it is broken off; 1h if not given", "DURATION");
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");
    private static readonly Parameter DetailedExitCodes = new("--detailed-exitcodes", "exit with 2 if anything was changed, and with 6 if something failed besides");

    private static readonly TimeSpan UsualWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UsualDeadline = TimeSpan.FromHours(1);

    public override string Name => "apply";

    public override string Summary => "make this machine what its roles say";

    public override Parameter[] Parameters =>
        [ThisMachine.Role, ThisMachine.Environment, ChosenNode.Option, Workspace.Folder, Workspace.Revision, Workspace.Nodes, KeptState.Folder, ChosenIdentity.Option, Yes, Wait, Deadline, Format, DetailedExitCodes];

    public override string Example =>
        """
        $ mkdir -p recipes/web roles
        $ printf 'name: web\nversion: 1.0.0\nresources:\n  - file: %s/index.html\n    content: hello\n' "$PWD" >recipes/web/recipe.yaml
        $ printf 'name: web\nrecipes: [web]\n' >roles/web.yaml
        $ converge apply --role web --state state --format json | grep '"status": "changed"'
          "status": "changed",
              "status": "changed",
        $ cat index.html; echo
        hello
        $ converge apply --role web --state state --format json | grep '"status": "un'
          "status": "unchanged",
        """;

    public override int Run(Invocation invocation)
    {
        var (wait, deadline) = (Lifetime.Read(invocation, Wait, UsualWait, least: TimeSpan.Zero), Lifetime.Read(invocation, Deadline, UsualDeadline, least: TimeSpan.Zero));
        using var workspace = Workspace.Open(invocation);
        if (ThisMachine.Compile(invocation, workspace, needsSecrets: true) is not { } compiled)
            return 1;
        using var state = KeptState.Prepare(invocation);
        try
        {
            return Apply(invocation, compiled, state, wait, deadline);
        }
        catch (StepException e)
        {
            throw new UserException(e.Message);
        }
    }

    private static int Apply(Invocation invocation, CompiledCatalog compiled, StateFolder state, TimeSpan wait, TimeSpan deadline)
    {
        var clock = Stopwatch.StartNew();
        var json = invocation.Has(Format) && invocation[Format] == "json";
        var asks = !invocation.Has(Yes) && !json && Terminal.IsPerson;
        using var signals = new StopSignals(deadline);
        var lines = json ? null : new OutcomeLines(Terminal.ShowsOutput && Terminal.WantsColour);
        var run = new MachineRun(state, "converge apply", Tell)
        {
            Wait = wait,
            Planned = json ? null : plan => Standard.Output(new PlanText(Terminal.ShowsOutput && Terminal.WantsColour).Render(plan, clock.Elapsed)),
            Approve = asks ? static _ => Question.Ask("apply this?") : null,
            Progress = lines is null ? null : lines.Add,
            RefreshProgress = lines is null ? null : lines.Add,
            Finished = lines is null ? null : lines.Finish,
        };
        if (run.ApplyAsync(compiled, signals.Stop, signals.Deadline).GetAwaiter().GetResult() is not { } report)
            return 0;
        if (json)
            Standard.Output(ReportDocument.ToJson(report).Span);
        return ExitCode(report, invocation.Has(DetailedExitCodes));
    }

    private static void Tell(string text) => Standard.Error($"converge: {text}\n");

    private static int ExitCode(Report report, bool isDetailed)
    {
        const int Changed = 2;
        const int Failed = 4;
        const int Unhealthy = 5;
        return report.Status switch
        {
            RunStatus.Failed => isDetailed && report.HasChanges ? Failed | Changed : Failed,
            RunStatus.Unhealthy => Unhealthy,
            RunStatus.Changed when isDetailed => Changed,
            _ => 0,
        };
    }
}
