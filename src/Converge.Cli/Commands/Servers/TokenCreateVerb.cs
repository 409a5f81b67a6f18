using System.Globalization;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Servers;
using Converge.Cli.Servers;
using Converge.Protocol;

namespace Converge.Cli.Commands.Servers;

internal sealed class TokenCreateVerb : Verb
{
    private static readonly Parameter NodeNames = new("--name", "the node that may enrol with it, or a pattern with '*' and '?' for many", "PATTERN");
    private static readonly Parameter Uses = new("--uses", "how many nodes may; 1 if not given", "NUMBER");
    private static readonly Parameter TimeToLive = new("--ttl", "how long it is good for, as in 15m, 1h, 2d; 1h if not given", "DURATION");
    private static readonly Parameter Replace = new("--replace", "also a node that has a certificate, which is revoked then: for one that is installed anew");
    private static readonly Parameter Format = new("--format", "how it is printed; text if not given", "text|json");

    public override string Name => "server token create";

    public override string Summary => "make a token that machines enrol with";

    public override Parameter[] Parameters => [NodeNames, Uses, TimeToLive, Replace, ServerAddress.Data, Format];

    public override string Example =>
        """
        $ converge server token create --name 'app*.example.com' --uses 3 --ttl 1h --data data --format json | grep -E '"(name|uses)"'
          "name": "app*.example.com",
          "uses": 3,
        """;

    public override int Run(Invocation invocation)
    {
        if (!invocation.Has(NodeNames))
            throw new UserException($"'{Name}' needs {NodeNames}", "whoever has the token can become any node that it is for");
        var wanted = new TokenRequest(invocation[NodeNames]) { Replaces = invocation.Has(Replace) };
        if (invocation.Has(Uses))
            wanted = wanted with { Uses = ReadUses(invocation[Uses]) };
        if (invocation.Has(TimeToLive))
            wanted = wanted with { Seconds = Lifetime.Seconds(invocation, TimeToLive) };
        using var server = ServerConnection.Open(invocation);
        var token = server.Post(Routes.Tokens, wanted, ProtocolJson.Default.TokenRequest, ProtocolJson.Default.EnrolmentToken);
        if (invocation.Has(Format) && invocation[Format] == "json")
        {
            Standard.Output(Printed.Json(token, ProtocolJson.Default.EnrolmentToken));
            return 0;
        }
        Standard.Output($"{token.Token}\n");
        Standard.Error($"for {token.Uses} {(token.Uses == 1 ? "use" : "uses")} by '{token.Name}', until {Printed.Time(token.NotAfter)} UTC; on the node:\n  converge enrol --server URL --token TOKEN --ca-pin {token.Pin}\n");
        return 0;
    }

    private static int ReadUses(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var uses) && uses > 0
        ? uses
        : throw new UserException($"'{text}' is not a number of uses", $"in '{Uses.Name}'");
}
