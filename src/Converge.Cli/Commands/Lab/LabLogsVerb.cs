using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Lab.Nodes;

namespace Converge.Cli.Commands.Lab;

internal sealed class LabLogsVerb : Verb
{
    private static readonly Parameter Unit = new("--unit", "only what this unit said", "UNIT");
    private static readonly Parameter Lines = new("--lines", "how many lines from the end; 200 if not given", "NUMBER");
    private static readonly Parameter Follow = new("--follow", "go on with what comes");
    private static readonly Parameter Boot = new("--console", "what the node said when it booted, also if it did not come far");

    public override string Name => "lab logs";

    public override string Summary => "print the journal of a node";

    public override Parameter[] Parameters => [ChosenLab.Node, Unit, Lines, Follow, Boot, ChosenLab.Name];

    public override string Example =>
        """
        $ converge lab logs bastion --unit ssh | grep -o -m 1 'Server listening on 0.0.0.0'
        Server listening on 0.0.0.0
        """;

    public override int Run(Invocation invocation)
    {
        var lab = ChosenLab.Open(invocation);
        if (invocation.Has(Boot))
        {
            var node = lab.NodeAsync(invocation[ChosenLab.Node], CancellationToken.None).GetAwaiter().GetResult();
            Standard.Output(File.ReadAllBytes(Path.Combine(lab.Place.Node(node.Name), "console.log")));
            return 0;
        }
        List<string> command = ["journalctl", "--no-pager", $"--lines={(invocation.Has(Lines) ? invocation[Lines] : "200")}"];
        if (invocation.Has(Unit))
            command.Add($"--unit={invocation[Unit]}");
        if (invocation.Has(Follow))
            command.Add("--follow");
        return Replacement.By(lab.EnteringAsync(invocation[ChosenLab.Node], command, CancellationToken.None).GetAwaiter().GetResult());
    }
}
