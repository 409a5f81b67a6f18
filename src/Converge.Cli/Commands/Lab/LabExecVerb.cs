using Converge.Cli.Input;
using Converge.Lab.Nodes;

namespace Converge.Cli.Commands.Lab;

internal sealed class LabExecVerb : Verb
{
    private static readonly Parameter Command = new("COMMAND", "the command and its words, after '--'", repeats: true);

    public override string Name => "lab exec";

    public override string Summary => "run a command in a node, as its root; streams and exit code are those of the command";

    public override Parameter[] Parameters => [ChosenLab.Node, Command, ChosenLab.Name];

    public override string Example =>
        """
        $ echo hello | converge lab exec bastion -- sh -c 'cat; hostname; exit 7'; echo $?
        hello
        bastion
        7
        """;

    public override int Run(Invocation invocation)
    {
        var lab = ChosenLab.Open(invocation);
        return Replacement.By(lab.EnteringAsync(invocation[ChosenLab.Node], invocation.All(Command), CancellationToken.None).GetAwaiter().GetResult());
    }
}
