using Converge.Language.Values;
using Converge.Protocol;

namespace Converge.Cli.Output.Servers;

/// <summary>Nodes as a server knows them.</summary>
internal static class NodeText
{
    private static readonly string[] Head = ["NODE", "STATE", "ENVIRONMENT", "ROLES", "IP", "COMMIT", "SEEN"];

    public static string List(List<NodeSummary> nodes, DateTimeOffset now) => Printed.Rows(nodes, Head, node => Row(node, now), "no nodes");

    public static string Details(NodeDetails details, IReadOnlyList<NodeCertificate> certificates, DateTimeOffset now)
    {
        var (sheet, node) = (new Sheet(), details.Node);
        sheet.Line($"{Table.Clean(node.Name)}: {State(node)}");
        sheet.Rows(
        [
            ["environment", Table.Cell(node.Environment)],
            ["roles", Roles(node)],
            ["ip", Table.Cell(node.Ip)],
            ["agent", Table.Cell(node.Version)],
            ["registered", Printed.Time(node.Registered)],
            ["seen", Seen(node, now)],
            ["commit", Table.Cell(node.Commit)],
        ]);
        if (node.LastRun is { } run)
            sheet.Section("last run", [["run", Table.Cell(run.Id)], ["status", RunText.Status(run)], ["start", Printed.Time(run.Start)]]);
        if (details.Order is { } order)
            sheet.Section("to do", [["run", $"ordered by {Table.Clean(order.By)} {Printed.Span(now - order.At)} ago{(order.AllowsOlder ? ", an older commit is allowed" : "")}"]]);
        sheet.Section("depends on", [.. details.Searches.Select(static search => (string[])[Table.Clean(search)])]);
        sheet.Section("certificates", [.. certificates.Select(certificate => (string[])[certificate.Serial, Validity(certificate, now)])]);
        if (details.Document is { } document)
            sheet.Section("document", [.. document.Select(static field => (string[])[Table.Clean(field.Key), Sheet.Short(Table.Cell(field.Value))])]);
        return sheet.ToString();
    }

    private static string Validity(NodeCertificate certificate, DateTimeOffset now)
    {
        if (certificate.Revoked is { } revoked)
            return $"revoked {Printed.Time(revoked)}";
        return now >= certificate.NotAfter ? $"over since {Printed.Time(certificate.NotAfter)}" : $"good until {Printed.Time(certificate.NotAfter)}";
    }

    private static string[] Row(NodeSummary node, DateTimeOffset now) =>
        [Table.Cell(node.Name), State(node), Table.Cell(node.Environment), Roles(node), Table.Cell(node.Ip), Printed.Short(node.Commit), Seen(node, now)];

    private static string State(NodeSummary node) => node.State.ToString().ToLowerInvariant();

    private static string Roles(NodeSummary node) => Table.Cell(Value.From(ScriptArray.OfTexts(node.Roles)));

    private static string Seen(NodeSummary node, DateTimeOffset now) => node.Seen is { } seen ? $"{Printed.Span(now - seen)} ago" : "-";
}
