using System.Diagnostics;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Plans;
using Converge.Cli.Output.Reports;
using Converge.Language.Values;
using Converge.Linux;
using Converge.Linux.Checks;
using Converge.Linux.Execution;
using Converge.Linux.Guarding;
using Converge.Linux.Machine;
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
        var (wait, deadline) = (Time(invocation, Wait, UsualWait), Time(invocation, Deadline, UsualDeadline));
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

    private static int Apply(Invocation invocation, CompiledMachine compiled, StateFolder state, TimeSpan wait, TimeSpan deadline)
    {
        var clock = Stopwatch.StartNew();
        var json = invocation.Has(Format) && invocation[Format] == "json";
        var asks = !invocation.Has(Yes) && !json && Terminal.IsPerson;
        using var machine = new LinuxMachine();
        var planner = new Planner(Builtins.ResourceTypes, machine);
        using var signals = new StopSignals(deadline);
        using var early = asks ? null : Lock(state, wait, signals);
        var plan = planner.PlanAsync(compiled.Catalog, state.Journal.Read()).GetAwaiter().GetResult();
        if (!json)
            Standard.Output(new PlanText(Terminal.ShowsOutput && Terminal.WantsColour).Render(plan, clock.Elapsed));
        if (asks && plan.NeedsApplying && !Question.Ask("apply this?"))
            return 0;
        using var late = asks ? Lock(state, wait, signals) : null;
        var report = Apply(plan, compiled, state, machine, signals, json ? null : new OutcomeLines(Terminal.ShowsOutput && Terminal.WantsColour), isFresh: !asks);
        if (json)
            Standard.Output(ReportDocument.ToJson(report));
        return ExitCode(report, invocation.Has(DetailedExitCodes));
    }

    private static RunLock Lock(StateFolder state, TimeSpan wait, StopSignals signals)
    {
        try
        {
            return RunLock.TakeAsync(state, "converge apply", wait, Tell, TimeProvider.System, signals.Stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new UserException("stopped while waiting for another run; nothing was changed");
        }
    }

    private static Report Apply(Plan plan, CompiledMachine compiled, StateFolder state, LinuxMachine machine, StopSignals signals, OutcomeLines? lines, bool isFresh)
    {
        var (number, id) = state.Runs.Next();
        var run = new Report(number, id, plan.Catalog.Node, plan.Catalog.Environment)
        {
            Roles = plan.Catalog.Roles,
            Commit = plan.Catalog.Commit,
            Generation = compiled.Fleet.HasInventory ? compiled.Fleet.Inventory.Generation : 0,
            Start = TimeProvider.System.GetUtcNow(),
        };
        var applier = new Applier(Builtins.ResourceTypes, machine, new LinuxExecutor(machine, state.Contents, Tell), state.Journal)
        {
            Guard = new ConnectivityGuard(machine, state.Guards),
            Checks = new CheckRunner(machine),
            Progress = lines is null ? null : lines.Add,
            RefreshProgress = lines is null ? null : lines.Add,
        };
        var report = applier.ApplyAsync(plan, run, isFresh, signals.Stop, signals.Deadline).GetAwaiter().GetResult();
        report = state.Wishes.Mark(report, plan.Catalog);
        lines?.Finish(report);
        state.Runs.Add(report, Inputs(compiled, state));
        state.Metrics.Write(report);
        JournalEntry.Write(report);
        if (report.HasChanges)
            state.Contents.Trim();
        state.Runs.Trim();
        return report;
    }

    private static void Tell(string text) => Standard.Error($"converge: {text}\n");

    /// <summary>Null if the catalog cannot be made again: what it was made from was not committed.</summary>
    private static string? Inputs(CompiledMachine compiled, StateFolder state)
    {
        var (catalog, fleet, node, facts, now) = compiled;
        if (catalog.Commit is not { } commit)
            return null;
        return new RunInputs(commit, node.Name, node.Environment.Name)
        {
            Roles = [.. node.Roles.Select(static role => role.Name)],
            IsMadeUp = node.At is null,
            Facts = facts,
            Inventory = fleet.HasInventory ? fleet.Inventory : null,
            Now = now,
            Wishes = state.Wishes.Sum(catalog),
        }.ToJson();
    }

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

    private static TimeSpan Time(Invocation invocation, Parameter parameter, TimeSpan usual)
    {
        if (!invocation.Has(parameter))
            return usual;
        return Duration.TryParse(invocation[parameter], out var time) ? time : throw new UserException($"'{invocation[parameter]}' is not {Duration.Form}", $"in '{parameter}'");
    }
}
