using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Servers;
using Converge.Cli.Servers;
using Converge.Protocol;

namespace Converge.Cli.Commands.Servers;

internal sealed class OperatorCreateVerb : Verb
{
    private static readonly Parameter Who = new("NAME", "who it is for; a name may have several tokens, for one that takes the place of another");
    private static readonly Parameter Role = new("--role", "what he may; viewer if not given", "viewer|operator|admin");
    private static readonly Parameter TimeToLive = new("--ttl", "how long it is good for, as in 12h, 30d; for ever if not given", "DURATION");
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "server operator create";

    public override string Summary => "make a token for somebody who looks at the nodes, or orders them about";

    public override Parameter[] Parameters => [Who, Role, TimeToLive, ServerAddress.Data, Format];

    public override string Example =>
        """
        $ converge server operator create alice --role admin --data data --format json | grep -E '"(name|role)"'
          "name": "alice",
          "role": "admin",
        """;

    public override int Run(Invocation invocation)
    {
        var role = invocation.Has(Role) ? Enum.Parse<OperatorRole>(invocation[Role], ignoreCase: true) : OperatorRole.Viewer;
        var wanted = new OperatorRequest(invocation[Who], role) { Seconds = invocation.Has(TimeToLive) ? Lifetime.Seconds(invocation, TimeToLive) : null };
        using var server = ServerConnection.Open(invocation);
        var token = server.Post(Routes.Operators, wanted, ProtocolJson.Default.OperatorRequest, ProtocolJson.Default.OperatorToken);
        if (invocation.Has(Format) && invocation[Format] == "json")
        {
            Standard.Output(Printed.Json(token, ProtocolJson.Default.OperatorToken));
            return 0;
        }
        Standard.Output($"{token.Token}\n");
        Standard.Error(
            $"""
            shown this once; '{token.Name}' puts it into {OperatorFile.Usual} (mode 600):
              server: https://SERVER:PORT
              token: TOKEN
              ca: {server.Get(Routes.Authority, ProtocolJson.Default.AuthorityCertificate).Pin}

            """);
        return 0;
    }
}
