using Converge.Cli.Servers;
using Converge.Protocol;

namespace Converge.Cli.Commands.Nodes;

internal sealed class NodeRemoveVerb : Verb
{
    public override string Name => "node remove";

    public override string Summary => "forget a node that is no more: no search finds it, and its certificates are useless";

    public override Parameter[] Parameters => [NodeShowVerb.NodeName, ServerAddress.Data];

    public override string Example =>
        """
        $ converge node remove app1.example.com --data data
        $ converge node list --data data
        no nodes
        """;

    public override int Run(Invocation invocation)
    {
        using var server = ServerConnection.Open(invocation);
        server.Delete(Routes.Node(invocation[NodeShowVerb.NodeName]));
        return 0;
    }
}
