using System.Collections.Immutable;
using Converge.Lab.Converging;
using Converge.Language.Values;
using Converge.Reports;

namespace Converge.Cli.Output.Labs;

/// <summary>What became of the nodes of a lab, for programs.</summary>
internal static class FleetDocument
{
    public static string ToJson(ImmutableArray<NodeOutcome> outcomes) =>
        JsonText.Write(Value.From(new ScriptObject { ["nodes"] = Value.From(new ScriptArray(outcomes.Select(static outcome => Value.From(Document(outcome))))) }), new(Indent: 2)) + "\n";

    private static ScriptObject Document(NodeOutcome outcome)
    {
        var node = new ScriptObject
        {
            ["node"] = Value.From(outcome.Node.Fqdn),
            ["address"] = Value.From(outcome.Node.Address),
            ["roles"] = Value.From(new ScriptArray(outcome.Node.Roles.Select(static role => Value.From(role)))),
            ["status"] = Value.From(outcome.Report is { } run ? ReportDocument.Name(run.Status) : "failed"),
            ["seconds"] = Value.From(outcome.Duration.TotalSeconds),
        };
        if (outcome.Report is not { } report)
        {
            node["problem"] = Value.From(outcome.Problem);
            return node;
        }
        node["resources"] = Value.From(report.Resources.Length);
        node["changed"] = Value.From(report.Count(OutcomeStatus.Changed));
        node["failed"] = Value.From(report.Count(OutcomeStatus.Failed));
        node["checks"] = Value.From(new ScriptArray(report.Checks.Select(static check => Value.From(new ScriptObject
        {
            ["id"] = Value.From(check.Id.ToString()),
            ["problem"] = Value.From(check.Problem),
        }))));
        return node;
    }
}
