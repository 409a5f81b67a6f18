using Converge.Language.Values;
using Converge.Protocol;
using Converge.Server.Repository;
using Converge.Server.Storage;

namespace Converge.Server.Nodes;

/// <summary>Makes of what a node says what others find: in some things the server knows better.</summary>
internal static class NodeDocuments
{
    private static readonly string[] OnlyTheServer = ["name", "roles", "role", "environment", "ready", "seen", "commit", "recipe"];

    /// <summary>The record with the document that goes with everything else in it.</summary>
    /// <exception cref="ArgumentException">There is a secret in it.</exception>
    public static NodeRecord Compose(NodeRecord node, FleetView fleet)
    {
        if (node.Said is not { } said)
            return node with { Document = null };
        var role = fleet.Of(node.Name);
        var fields = new ScriptObject(said.Count + OnlyTheServer.Length) { ["name"] = Value.From(node.Name) };
        foreach (var (key, value) in said)
        {
            if (Array.IndexOf(OnlyTheServer, key) < 0)
                fields.Set(key, value);
        }
        // Without a repository there is nobody else to ask.
        fields.Set("environment", fleet.HasSay ? Value.From(role.Environment) : Text(said, "environment"));
        fields.Set("roles", fleet.HasSay ? Value.From(ScriptArray.OfTexts(role.Roles)) : List(said, "roles"));
        fields.Set("ready", Value.From(node.State == NodeState.Ready));
        if (node.Commit is { } commit)
            fields.Set("commit", Value.From(commit));
        return node with { Document = new(node.Name, fields) };
    }

    public static NodeSummary Summarize(NodeRecord node) => new(node.Name, node.State)
    {
        Environment = node.Document is { } document ? Text(document.Fields, "environment").AsString() : "",
        Roles = node.Document is { } known ? [.. List(known.Fields, "roles").AsArray().Select(static role => role.ToString())] : [],
        Ip = node.Document?.Fields.TryGet("ip", out var ip) == true && ip.Kind == ValueKind.String ? ip.AsString() : null,
        Registered = node.Registered,
        Seen = node.Seen,
        Commit = node.Commit,
        LastRun = node.LastRun,
        Version = node.Version,
    };

    private static Value Text(ScriptObject fields, string key) => fields.TryGet(key, out var value) && value.Kind == ValueKind.String ? value : Value.From("");

    private static Value List(ScriptObject fields, string key) => fields.TryGet(key, out var value) && value.Kind == ValueKind.Array ? value : Value.From(new ScriptArray());
}
