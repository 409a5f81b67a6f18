using Converge.Cli.Servers;
using Converge.Protocol;

namespace Converge.Cli.Commands.Servers;

internal sealed class OperatorRemoveVerb : Verb
{
    private static readonly Parameter Id = new("ID", "of the token, as 'converge server operator list' shows it; it is also in the token, before the second '_'");

    public override string Name => "server operator remove";

    public override string Summary => "make the token of an operator useless, and end the sessions that began with it";

    public override Parameter[] Parameters => [Id, ServerAddress.Data];

    public override string Example =>
        """
        $ id=$(converge server operator create alice --data data 2>/dev/null | cut -d_ -f2)
        > converge server operator remove "$id" --data data && converge server operator list --data data
        no operators
        """;

    public override int Run(Invocation invocation)
    {
        using var server = ServerConnection.Open(invocation);
        server.Delete($"{Routes.Operators}/{Uri.EscapeDataString(invocation[Id])}");
        return 0;
    }
}
