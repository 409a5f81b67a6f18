using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Labs;
using Converge.Lab.Keeping;

namespace Converge.Cli.Commands.Lab;

internal sealed class LabStatusVerb : Verb
{
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "lab status";

    public override string Summary => "list the nodes of a lab";

    public override Parameter[] Parameters => [ChosenLab.Name, Format];

    public override string Example =>
        """
        $ converge lab status | awk '{print $1, $4}'
        node power
        bastion on
        """;

    public override int Run(Invocation invocation)
    {
        var json = invocation.Has(Format) && invocation[Format] == "json";
        var lab = ChosenLab.Open(invocation);
        var nodes = LabStart.IsUp(lab.Place) ? lab.NodesAsync(CancellationToken.None).GetAwaiter().GetResult() : null;
        Standard.Output(json ? StatusDocument.ToJson(lab.Place, nodes) : StatusDocument.ToText(lab.Place, nodes, TimeProvider.System.GetUtcNow()));
        return 0;
    }
}
