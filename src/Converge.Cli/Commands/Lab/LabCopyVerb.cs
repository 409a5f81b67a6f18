using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Lab.Nodes;

namespace Converge.Cli.Commands.Lab;

internal sealed class LabCopyVerb : Verb
{
    private static readonly Parameter From = new("FROM", "a file or folder: NODE:PATH in a node, else one of this machine");
    private static readonly Parameter To = new("TO", "where to: a path that gets this name, or a folder that it goes into; NODE:PATH in a node");

    public override string Name => "lab copy";

    public override string Summary => "copy a file or folder into a node, or out of one";

    public override Parameter[] Parameters => [From, To, ChosenLab.Name];

    public override string Example =>
        """
        $ echo hello >greeting && converge lab copy greeting bastion:/srv/greeting && converge lab copy bastion:/srv/greeting back && cat back
        hello
        """;

    public override int Run(Invocation invocation)
    {
        var (from, to) = (NodePath.Parse(invocation[From]), NodePath.Parse(invocation[To]));
        if (from.Node is null == to.Node is null)
            throw new UserException(from.Node is null ? "neither of the two is in a node" : "both are in nodes", "a place in a node is NODE:PATH, such as app1:/etc/hosts");
        var lab = ChosenLab.Open(invocation);
        new NodeCopy(lab).RunAsync(from, to, CancellationToken.None).GetAwaiter().GetResult();
        return 0;
    }
}
