using Converge.Cli.Input;
using Converge.Lab.Nodes;

namespace Converge.Cli.Commands.Lab;

internal sealed class LabNetVerb : Verb
{
    private static readonly Parameter Command = new("COMMAND", "the command and its words, after '--'", repeats: true);

    public override string Name => "lab net";

    public override string Summary => "run a command of this machine in the network of a lab, which it cannot reach otherwise";

    public override Parameter[] Parameters => [Command, ChosenLab.Name];

    public override string Example =>
        """
        $ converge lab net -- ip -brief address show br0 | awk '{print $3}'
        10.77.0.1/24
        """;

    public override int Run(Invocation invocation) => Replacement.By(ChosenLab.Open(invocation).InNetwork(invocation.All(Command)));
}
