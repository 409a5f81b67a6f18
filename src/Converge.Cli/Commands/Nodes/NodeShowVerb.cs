using Converge.Cli.Output;
using Converge.Cli.Output.Servers;
using Converge.Cli.Servers;
using Converge.Protocol;

namespace Converge.Cli.Commands.Nodes;

internal sealed class NodeShowVerb : Verb
{
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "node show";

    public override string Summary => "tell all that a server knows of a node";

    public override Parameter[] Parameters => [NodeName, ServerAddress.Data, Format];

    /// <summary>For all verbs that are about one node.</summary>
    public static Parameter NodeName { get; } = new("NODE", "the name of a node");

    public override string Example =>
        """
        $ converge node show app1.example.com --data data | head -1
        app1.example.com: registered
        """;

    public override int Run(Invocation invocation)
    {
        var name = invocation[NodeName];
        using var server = ServerConnection.Open(invocation);
        if (invocation.Has(Format) && invocation[Format] == "json")
        {
            Standard.Output(Printed.Json(server.Get(Routes.Node(name))));
            return 0;
        }
        var details = server.Get(Routes.Node(name), ProtocolJson.Default.NodeDetails);
        var certificates = server.Get(Routes.Certificates(name), ProtocolJson.Default.PageNodeCertificate).Items;
        Standard.Output(NodeText.Details(details, certificates, TimeProvider.System.GetUtcNow()));
        return 0;
    }
}
