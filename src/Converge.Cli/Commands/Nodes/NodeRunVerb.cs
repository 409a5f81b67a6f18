using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Servers;
using Converge.Cli.Servers;
using Converge.Protocol;

namespace Converge.Cli.Commands.Nodes;

internal sealed class NodeRunVerb : Verb
{
    private const int Failed = 4;
    private const int Unhealthy = 5;

    private static readonly TimeSpan UsualPatience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // The run that an order led to is among these.
    private const int Latest = 20;

    private static readonly Parameter AllowOlder = new("--allow-older", "also if that means to go back to an older commit");
    private static readonly Parameter NoWait = new("--no-wait", "do not wait for the outcome");
    private static readonly Parameter Patience = new("--timeout", "how long to wait, as in 90s, 10m; 10m if not given", "DURATION");

    public override string Name => "node run";

    public override string Summary => "have a node run now, and tell what came of it";

    public override Parameter[] Parameters => [NodeShowVerb.NodeName, AllowOlder, NoWait, Patience, ServerAddress.Data];

    public override string Example =>
        """
        $ converge node run app1.example.com --no-wait --data data
        ordered
        """;

    public override int Run(Invocation invocation)
    {
        var name = invocation[NodeShowVerb.NodeName];
        var patience = invocation.Has(Patience) ? Lifetime.Read(invocation, Patience) : UsualPatience;
        using var server = ServerConnection.Open(invocation);
        var order = server.Post($"{Routes.Node(name)}/run", new() { AllowsOlder = invocation.Has(AllowOlder) }, ProtocolJson.Default.OrderRequest, ProtocolJson.Default.RunOrder);
        if (invocation.Has(NoWait))
        {
            Standard.Output("ordered\n");
            return 0;
        }
        var run = Wait(server, name, order, patience);
        Standard.Output(RunText.Outcome(run));
        return run.Status switch
        {
            "failed" => Failed,
            "unhealthy" => Unhealthy,
            _ => 0,
        };
    }

    /// <summary>The order is gone when a report came that says that it was carried out.</summary>
    private static RunSummary Wait(ServerConnection server, string name, RunOrder order, TimeSpan patience)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (clock.GetElapsedTime(start) < patience)
        {
            var details = server.Get(Routes.Node(name), ProtocolJson.Default.NodeDetails);
            if (details.Order is { } other && other.Id != order.Id)
                throw new UserException($"'{Table.Clean(other.By)}' has ordered another run of '{name}' in the meantime", "that one is waited for by who ordered it");
            if (details is { Order: null } && server.List($"{Routes.Runs}?node={Uri.EscapeDataString(name)}", ProtocolJson.Default.PageRunSummary, Latest).Find(run => run.Order == order.Id) is { } carriedOut)
                return carriedOut;
            Thread.Sleep(Pause);
        }
        throw new UserException($"'{name}' has not told of a run within {Printed.Span(patience)}", $"the order stays; 'converge node show {name}' tells when it was heard of last");
    }
}
