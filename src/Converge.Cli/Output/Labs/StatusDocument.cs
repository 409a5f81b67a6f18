using System.Globalization;
using Converge.Lab.Keeping;
using Converge.Lab.Places;
using Converge.Language.Values;

namespace Converge.Cli.Output.Labs;

/// <summary>The nodes of a lab and how they are.</summary>
internal static class StatusDocument
{
    private static readonly string[] Head = ["node", "address", "roles", "power", "since"];

    /// <param name="nodes">Null if the lab is not up.</param>
    public static string ToText(LabPlace place, IReadOnlyList<NodeState>? nodes, DateTimeOffset now) => nodes switch
    {
        null => $"the lab '{place.Name}' is not up\n",
        [] => $"the lab '{place.Name}' has no nodes\n",
        _ => Table.Print([Head, .. nodes.Select(node => Row(node, now))]),
    };

    /// <inheritdoc cref="ToText"/>
    public static string ToJson(LabPlace place, IReadOnlyList<NodeState>? nodes) => JsonText.Write(Value.From(new ScriptObject
    {
        ["name"] = Value.From(place.Name),
        ["up"] = Value.From(nodes is not null),
        ["nodes"] = Value.From(new ScriptArray((nodes ?? []).Select(static node => Value.From(Document(node))))),
    }), new(Indent: 2)) + "\n";

    private static string[] Row(NodeState node, DateTimeOffset now) =>
    [
        node.Name,
        node.Address,
        node.Roles.Count == 0 ? "-" : string.Join(',', node.Roles),
        $"{node.Power.ToString().ToLowerInvariant()}{(node.IsCut ? ", cut off" : "")}{(node.Problem is null ? "" : $", {node.Problem}")}",
        Ago(now - node.Since),
    ];

    private static ScriptObject Document(NodeState node) => new()
    {
        ["node"] = Value.From(node.Name),
        ["fqdn"] = Value.From(node.Fqdn),
        ["address"] = Value.From(node.Address),
        ["roles"] = Value.From(new ScriptArray(node.Roles.Select(static role => Value.From(role)))),
        ["power"] = Value.From(node.Power.ToString().ToLowerInvariant()),
        ["cut"] = Value.From(node.IsCut),
        ["since"] = Value.From(node.Since.ToString("O", CultureInfo.InvariantCulture)),
        ["problem"] = Value.From(node.Problem),
    };

    private static string Ago(TimeSpan time) => time switch
    {
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
    };
}
