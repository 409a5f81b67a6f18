using Converge.Cli.Output;
using Converge.Cli.Output.Servers;
using Converge.Cli.Servers;
using Converge.Protocol;

namespace Converge.Cli.Commands.Nodes;

internal sealed class NodeListVerb : Verb
{
    private static readonly Parameter Text = new("QUERY", "which nodes, as in 'role:app'; all if not given", optional: true);
    private static readonly Parameter State = new("--state", "only those that are so", "registered|ready|failed|silent");
    private static readonly Parameter Format = new("--format", "how they are printed; text if not given", "text|json");

    public override string Name => "node list";

    public override string Summary => "list nodes and how they are";

    public override Parameter[] Parameters => [Text, State, ServerAddress.Data, Format];

    public override string Example =>
        """
        $ converge node list --state registered --data data | awk '{print $1, $2}'
        NODE STATE
        app1.example.com registered
        """;

    public override int Run(Invocation invocation)
    {
        var path = $"{Routes.Nodes}?";
        if (invocation.Has(Text))
            path += $"query={Uri.EscapeDataString(invocation[Text])}&";
        if (invocation.Has(State))
            path += $"state={invocation[State]}";
        using var server = ServerConnection.Open(invocation);
        var nodes = server.List(path, ProtocolJson.Default.PageNodeSummary);
        Standard.Output(invocation.Has(Format) && invocation[Format] == "json"
            ? Printed.Json(nodes, ProtocolJson.Default.PageNodeSummary)
            : NodeText.List(nodes, TimeProvider.System.GetUtcNow()));
        return 0;
    }
}
