using Converge.Cli.Input;

namespace Converge.Cli.Commands.Lab;

/// <summary>What happens to machines, as commands, so that a fault can be made again.</summary>
internal sealed class LabPowerVerb(string word) : Verb
{
    private static readonly Parameter Nodes = new("NODE", "the node, by the first part of its name", repeats: true);
    private static readonly TimeSpan BootPatience = TimeSpan.FromSeconds(60);

    public override string Name => $"lab {word}";

    public override string Summary => word switch
    {
        "start" => "turn a node on, and wait until it has booted",
        "stop" => "shut a node down",
        "kill" => "pull the plug of a node",
        "cut" => "pull the network cable of a node",
        _ => "put the network cable of a node back",
    };

    public override Parameter[] Parameters => [Nodes, ChosenLab.Name];

    public override string Example => word switch
    {
        "start" or "heal" => $"$ converge lab {word} bastion && converge lab status | grep -c 'bastion .* on '\n1",
        "cut" => "$ converge lab cut bastion && converge lab status | grep -c 'bastion .* on, cut off '\n1",
        _ => $"$ converge lab {word} bastion && converge lab status | grep -c 'bastion .* off '\n1\n$ converge lab start bastion",
    };

    public override int Run(Invocation invocation)
    {
        Task.WhenAll(invocation.All(Nodes).Select(node => DoAsync(invocation, node))).GetAwaiter().GetResult();
        return 0;
    }

    private async Task DoAsync(Invocation invocation, string given)
    {
        var lab = ChosenLab.Open(invocation);
        var cancel = CancellationToken.None;
        var node = (await lab.NodeAsync(given, cancel).ConfigureAwait(false)).Name;
        switch (word)
        {
            case "start":
                await lab.StartAsync(node, cancel).ConfigureAwait(false);
                await lab.WaitAsync(node, BootPatience, cancel).ConfigureAwait(false);
                break;
            case "stop":
                await lab.StopAsync(node, cancel).ConfigureAwait(false);
                break;
            case "kill":
                await lab.KillAsync(node, cancel).ConfigureAwait(false);
                break;
            case "cut":
                await lab.CutAsync(node, cancel).ConfigureAwait(false);
                break;
            default:
                await lab.HealAsync(node, cancel).ConfigureAwait(false);
                break;
        }
    }
}
