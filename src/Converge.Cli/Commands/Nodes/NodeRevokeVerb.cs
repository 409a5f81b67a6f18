using Converge.Cli.Output;
using Converge.Cli.Servers;
using Converge.Protocol;

namespace Converge.Cli.Commands.Nodes;

internal sealed class NodeRevokeVerb : Verb
{
    public override string Name => "node revoke";

    public override string Summary => "make the certificates of a node useless, at once; it stays in the list";

    public override Parameter[] Parameters => [NodeShowVerb.NodeName, ServerAddress.Data];

    public override string Example =>
        """
        $ converge node revoke app1.example.com --data data
        no certificate of 'app1.example.com' is good any more
        """;

    public override int Run(Invocation invocation)
    {
        var name = invocation[NodeShowVerb.NodeName];
        using var server = ServerConnection.Open(invocation);
        server.Post($"{Routes.Node(name)}/revoke", new(), ProtocolJson.Default.OrderRequest, ProtocolJson.Default.PageNodeCertificate);
        Standard.Output($"no certificate of '{name}' is good any more\n");
        return 0;
    }
}
