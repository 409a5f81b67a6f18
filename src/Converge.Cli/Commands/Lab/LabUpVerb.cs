using System.Collections.Immutable;
using System.Diagnostics;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Labs;
using Converge.Lab.Converging;
using Converge.Lab.Images;
using Converge.Lab.Keeping;
using Converge.Reports;

namespace Converge.Cli.Commands.Lab;

internal sealed class LabUpVerb : Verb
{
    private static readonly Parameter Fresh = new("--fresh", "throw away the nodes that are there, and begin again");
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "lab up";

    public override string Summary => "boot the fleet of nodes/lab.yaml on this machine, and make it converge";

    public override Parameter[] Parameters => [WantedFleet.Environments, WantedFleet.Nodes, Fresh, WantedFleet.Package, WantedFleet.Offline, Workspace.Folder, ChosenLab.Name, Format];

    public override string Example =>
        """
        $ converge lab up --nodes bastion --format json | grep '"status"'
              "status": "changed",
        $ converge lab up --nodes bastion --format json | grep '"status"'
              "status": "unchanged",
        """;

    public override int Run(Invocation invocation) =>
        Interruptible.Run(cancel => UpAsync(invocation, cancel), "stopped; the nodes that are up stay up", "'converge lab up' goes on, 'converge lab down' removes them");

    private static async Task<int> UpAsync(Invocation invocation, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var wanted = WantedFleet.Read(invocation);
        var place = ChosenLab.Place(invocation);
        await Prerequisites.ProvideAsync(isBuilding: !invocation.Has(WantedFleet.Package), WantedFleet.Tell, cancel).ConfigureAwait(false);
        if (invocation.Has(Fresh))
            await LabStart.EndAsync(place, isOrderly: false, cancel).ConfigureAwait(false);
        var (_, outcomes) = await wanted.ConvergeAsync(place, servesAgents: true, cancel).ConfigureAwait(false);

        var json = invocation.Has(Format) && invocation[Format] == "json";
        Standard.Output(json ? FleetDocument.ToJson(outcomes) : FleetText.Render(outcomes, clock.Elapsed));
        if (!json)
            Standard.Error(string.Concat(outcomes.Select(FleetText.Problems)));
        return ExitCode(outcomes);
    }

    private static int ExitCode(ImmutableArray<NodeOutcome> outcomes)
    {
        const int Failed = 4;
        const int Unhealthy = 5;
        if (outcomes.Any(static outcome => outcome.HasFailed))
            return Failed;
        return outcomes.Any(static outcome => outcome.Report!.Status == RunStatus.Unhealthy) ? Unhealthy : 0;
    }
}
