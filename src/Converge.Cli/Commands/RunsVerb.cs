using System.Globalization;
using Converge.Cli.Input;
using Converge.Cli.Output;
using Converge.Cli.Output.Servers;
using Converge.Cli.Servers;
using Converge.Language.Values;
using Converge.Protocol;
using Converge.Reports;

namespace Converge.Cli.Commands;

internal sealed class RunsVerb : Verb
{
    private const int Usual = 20;

    private static readonly Parameter Count = new("--count", "how many, the newest first; 20 if not given", "NUMBER");
    private static readonly Parameter Format = new("--format", "how they are printed; text if not given", "text|json");

    private static readonly Parameter NodeName = new("--node", $"only those of a node; with {ServerAddress.Flag.Name}", "NAME");

    public override string Name => "runs";

    public override string Summary => "list what earlier runs did to this machine, or to all that a server knows";

    public override Parameter[] Parameters => [KeptState.Folder, Count, ServerAddress.Flag, NodeName, Format];

    public override string Example =>
        """
        $ converge runs --state no-such-folder
        no runs yet
        """;

    public override int Run(Invocation invocation)
    {
        if (invocation.Has(ServerAddress.Flag))
            return Ask(invocation);
        if (invocation.Has(NodeName))
            throw new UserException($"'{NodeName.Name}' needs '{ServerAddress.Flag.Name}'", "this machine knows only its own runs");
        using var state = KeptState.Open(invocation);
        var reports = state.Runs.List().Take(MostShown(invocation)).Select(state.Runs.Read).ToList();
        if (invocation.Has(Format) && invocation[Format] == "json")
            Standard.Output(JsonText.Write(Value.From(new ScriptArray(reports.Select(static report => Value.From(Document(report))))), new(Indent: 2)) + "\n");
        else
            Standard.Output(reports.Count == 0 ? "no runs yet\n" : Table.Print([["RUN", "START", "STATUS", "CHANGED", "FAILED", "SECONDS", "NODE", "COMMIT"], .. reports.Select(Row)]));
        return 0;
    }

    private static int Ask(Invocation invocation)
    {
        using var server = ServerConnection.Open(invocation);
        var filter = invocation.Has(NodeName) ? $"node={Uri.EscapeDataString(invocation[NodeName])}" : "";
        var runs = server.List($"{Routes.Runs}?{filter}", ProtocolJson.Default.PageRunSummary, MostShown(invocation));
        Standard.Output(invocation.Has(Format) && invocation[Format] == "json" ? Printed.Json(runs, ProtocolJson.Default.PageRunSummary) : RunText.List(runs));
        return 0;
    }

    private static int MostShown(Invocation invocation)
    {
        if (!invocation.Has(Count))
            return Usual;
        return int.TryParse(invocation[Count], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new UserException($"'{invocation[Count]}' is not a number of runs", $"in '{Count}'");
    }

    private static string[] Row(Report report) =>
    [
        Number(report.Number),
        report.Start.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        ReportDocument.Name(report.Status),
        Number(report.Count(OutcomeStatus.Changed)),
        Number(report.Count(OutcomeStatus.Failed)),
        Seconds(report).ToString("0.00", CultureInfo.InvariantCulture),
        report.Node,
        report.Commit?[..7] ?? "-",
    ];

    private static ScriptObject Document(Report report) => new()
    {
        ["number"] = Value.From(report.Number),
        ["id"] = Value.From(report.Id),
        ["start"] = Value.From(report.Start.ToString("O", CultureInfo.InvariantCulture)),
        ["status"] = Value.From(ReportDocument.Name(report.Status)),
        ["changed"] = Value.From(report.Count(OutcomeStatus.Changed)),
        ["failed"] = Value.From(report.Count(OutcomeStatus.Failed)),
        ["skipped"] = Value.From(report.Count(OutcomeStatus.Skipped)),
        ["ok"] = Value.From(report.Count(OutcomeStatus.Ok)),
        ["seconds"] = Value.From(Seconds(report)),
        ["node"] = Value.From(report.Node),
        ["environment"] = Value.From(report.Environment),
        ["commit"] = Value.From(report.Commit),
    };

    private static double Seconds(Report report) => (report.End - report.Start).TotalSeconds;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
