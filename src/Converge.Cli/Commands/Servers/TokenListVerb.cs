using System.Globalization;
using Converge.Cli.Output;
using Converge.Cli.Output.Servers;
using Converge.Cli.Servers;
using Converge.Protocol;

namespace Converge.Cli.Commands.Servers;

internal sealed class TokenListVerb : Verb
{
    private static readonly Parameter Format = new("--format", "how they are printed; text if not given", "text|json");

    public override string Name => "server token list";

    public override string Summary => "list the tokens that machines can enrol with, but not the tokens themselves";

    public override Parameter[] Parameters => [ServerAddress.Data, Format];

    public override string Example =>
        """
        $ converge server token create --name app1.example.com --data data >token 2>/dev/null
        $ converge server token list --data data | awk '{print $2, $3}'
        FOR USES
        app1.example.com 1
        """;

    public override int Run(Invocation invocation)
    {
        using var server = ServerConnection.Open(invocation);
        var tokens = server.List($"{Routes.Tokens}?", ProtocolJson.Default.PageEnrolmentToken);
        Standard.Output(invocation.Has(Format) && invocation[Format] == "json"
            ? Printed.Json(tokens, ProtocolJson.Default.PageEnrolmentToken)
            : Printed.Rows(tokens, ["ID", "FOR", "USES", "UNTIL", "BY"], Row, "no tokens"));
        return 0;
    }

    private static string[] Row(EnrolmentToken token) =>
        [token.Id, $"{Table.Clean(token.Name)}{(token.Replaces ? " (replaces)" : "")}", token.Uses.ToString(CultureInfo.InvariantCulture), Printed.Time(token.NotAfter), Table.Cell(token.By)];
}
