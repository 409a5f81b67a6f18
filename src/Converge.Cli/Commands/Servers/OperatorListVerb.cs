using Converge.Cli.Output;
using Converge.Cli.Output.Servers;
using Converge.Cli.Servers;
using Converge.Protocol;

namespace Converge.Cli.Commands.Servers;

internal sealed class OperatorListVerb : Verb
{
    private static readonly Parameter Format = new("--format", "how they are printed; text if not given", "text|json");

    public override string Name => "server operator list";

    public override string Summary => "list who has a token, but not the tokens";

    public override Parameter[] Parameters => [ServerAddress.Data, Format];

    public override string Example =>
        """
        $ converge server operator create alice --role operator --data data >token 2>/dev/null
        $ converge server operator list --data data | awk '{print $2, $3}'
        NAME ROLE
        alice operator
        """;

    public override int Run(Invocation invocation)
    {
        using var server = ServerConnection.Open(invocation);
        var operators = server.List($"{Routes.Operators}?", ProtocolJson.Default.PageOperatorToken);
        Standard.Output(invocation.Has(Format) && invocation[Format] == "json"
            ? Printed.Json(operators, ProtocolJson.Default.PageOperatorToken)
            : Printed.Rows(operators, ["ID", "NAME", "ROLE", "SINCE", "UNTIL", "BY"], Row, "no operators"));
        return 0;
    }

    private static string[] Row(OperatorToken token) =>
        [token.Id, Table.Cell(token.Name), token.Role.ToString().ToLowerInvariant(), Printed.Time(token.Created), Printed.Time(token.NotAfter), Table.Cell(token.By)];
}
