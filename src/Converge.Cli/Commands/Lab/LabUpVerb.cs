using System.Collections.Immutable;
using System.Diagnostics;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Labs;
using Converge.Lab;
using Converge.Lab.Converging;
using Converge.Lab.Fleets;
using Converge.Lab.Images;
using Converge.Lab.Keeping;
using Converge.Lab.Places;
using Converge.Reports;

namespace Converge.Cli.Commands.Lab;

internal sealed class LabUpVerb : Verb
{
    private const string UsualEnvironment = "lab";

    private static readonly Parameter Environments = new("--environment", $"the environment whose nodes it has; '{UsualEnvironment}' if not given", "NAME");
    private static readonly Parameter Nodes = new("--nodes", "only these nodes, with commas between", "NODES");
    private static readonly Parameter Fresh = new("--fresh", "throw away the nodes that are there, and begin again");
    private static readonly Parameter Package = new("--package", "the Debian package of Converge that nodes get; if not given, one is built from these sources", "FILE");
    private static readonly Parameter Offline = new("--offline", "take packages only from those that were fetched before");
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "lab up";

    public override string Summary => "boot the fleet of nodes/lab.yaml on this machine, and make it converge";

    public override Parameter[] Parameters => [Environments, Nodes, Fresh, Package, Offline, Workspace.Folder, ChosenLab.Name, Format];

    public override string Example =>
        """
        $ converge lab up --nodes bastion --format json | grep '"status"'
            "status": "changed",
        $ converge lab up --nodes bastion --format json | grep '"status"'
            "status": "unchanged",
        """;

    public override int Run(Invocation invocation)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        try
        {
            return UpAsync(invocation, stop.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new UserException("stopped; the nodes that are up stay up", "'converge lab up' goes on, 'converge lab down' removes them");
        }
    }

    private static async Task<int> UpAsync(Invocation invocation, CancellationToken cancel)
    {
        using var workspace = Workspace.Open(invocation, inventory: null);
        var tree = workspace.ReadFolder();
        var fleet = LabFleet.Read(tree, invocation.Has(Environments) ? invocation[Environments] : UsualEnvironment);
        var nodes = fleet.Choose(invocation.Has(Nodes) ? invocation[Nodes].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : []);
        var place = ChosenLab.Place(invocation);
        var clock = Stopwatch.StartNew();

        await Prerequisites.ProvideAsync(Tell, cancel).ConfigureAwait(false);
        if (invocation.Has(Fresh))
            await LabStart.EndAsync(place, isOrderly: false, cancel).ConfigureAwait(false);
        var beginning = new LabBeginning(new(LabCache.Usual), Tell)
        {
            IsOffline = invocation.Has(Offline),
            Keeper = lab => LabKeepVerb.CommandOf(Environment.ProcessPath!, lab, fleet.Network, invocation.Has(Offline)),
        };
        var lab = await beginning.BeginAsync(place, invocation.Has(Package) ? invocation[Package] : null, cancel).ConfigureAwait(false);

        var json = invocation.Has(Format) && invocation[Format] == "json";
        using var lines = new FleetLines(nodes);
        var run = new FleetRun(lab.Client, fleet, lines) { Lower = lab.Lower, Package = lab.Package };
        var outcomes = await run.RunAsync(nodes, TreeArchive.Write(tree.Tree.Files), cancel).ConfigureAwait(false);
        lines.Dispose();

        Standard.Output(json ? FleetDocument.ToJson(outcomes) : FleetText.Render(outcomes, clock.Elapsed));
        if (!json)
            TellProblems(outcomes);
        return ExitCode(outcomes);
    }

    private static void TellProblems(ImmutableArray<NodeOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
            Standard.Error(FleetText.Problems(outcome));
    }

    private static int ExitCode(ImmutableArray<NodeOutcome> outcomes)
    {
        const int Failed = 4;
        const int Unhealthy = 5;
        if (outcomes.Any(static outcome => outcome.HasFailed))
            return Failed;
        return outcomes.Any(static outcome => outcome.Report!.Status == RunStatus.Unhealthy) ? Unhealthy : 0;
    }

    private static void Tell(string text) => Standard.Error($"converge: {text}\n");
}
