using Converge.Cli.Servers;
using Converge.Protocol;

namespace Converge.Cli.Commands.Servers;

internal sealed class TokenRemoveVerb : Verb
{
    private static readonly Parameter Id = new("ID", "of the token, as 'converge server token list' shows it; it is also in the token, before the second '_'");

    public override string Name => "server token remove";

    public override string Summary => "make a token useless; who enrolled with it stays";

    public override Parameter[] Parameters => [Id, ServerAddress.Data];

    public override string Example =>
        """
        $ id=$(converge server token create --name app1.example.com --data data 2>/dev/null | cut -d_ -f2)
        > converge server token remove "$id" --data data && converge server token list --data data
        no tokens
        """;

    public override int Run(Invocation invocation)
    {
        using var server = ServerConnection.Open(invocation);
        server.Delete($"{Routes.Tokens}/{Uri.EscapeDataString(invocation[Id])}");
        return 0;
    }
}
