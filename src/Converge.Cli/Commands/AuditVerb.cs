using System.Globalization;
using Converge.Cli.Output;
using Converge.Cli.Output.Servers;
using Converge.Cli.Servers;
using Converge.Protocol;

namespace Converge.Cli.Commands;

internal sealed class AuditVerb : Verb
{
    private const int Usual = 50;

    private static readonly Parameter Text = new("TEXT", "only entries in which it stands, as a name or 'revoke'; all if not given", optional: true);
    private static readonly Parameter Count = new("--count", "how many, the newest first; 50 if not given", "NUMBER");
    private static readonly Parameter Format = new("--format", "how they are printed; text if not given", "text|json");

    public override string Name => "audit";

    public override string Summary => "tell who did what on a server, the newest first";

    public override Parameter[] Parameters => [Text, Count, ServerAddress.Data, Format];

    public override string Example =>
        """
        $ converge server token create --name app7.example.com --data data >token 2>/dev/null
        $ converge audit app7 --data data --format json | grep -E '"(who|did)"'
            "who": "root on the server",
            "did": "create token",
        """;

    public override int Run(Invocation invocation)
    {
        var most = invocation.Has(Count) ? ReadCount(invocation[Count]) : Usual;
        using var server = ServerConnection.Open(invocation);
        var entries = server.List($"{Routes.Audit}?{(invocation.Has(Text) ? $"text={Uri.EscapeDataString(invocation[Text])}" : "")}", ProtocolJson.Default.PageAuditEntry, most);
        Standard.Output(invocation.Has(Format) && invocation[Format] == "json"
            ? Printed.Json(entries, ProtocolJson.Default.PageAuditEntry)
            : Printed.Rows(entries, ["AT", "WHO", "FROM", "DID", "WHAT", "DETAIL"], Row, "nothing was done"));
        return 0;
    }

    private static int ReadCount(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
        ? count
        : throw new UserException($"'{text}' is not a number of entries", $"in '{Count.Name}'");

    private static string[] Row(AuditEntry entry) =>
        [Printed.Time(entry.At), Table.Cell(entry.Who), Table.Cell(entry.From), Table.Cell(entry.Did), Table.Cell(entry.What), Table.Cell(entry.Detail)];
}
