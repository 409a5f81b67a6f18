using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Protocol;

namespace Converge.Server.Storage.Documents;

/// <summary>A node as JSON, and back.</summary>
/// <param name="Node">Its documents are as they will be read again: what JSON makes of them, equal parts shared, without <c>seen</c>.</param>
/// <param name="Document">The same as JSON; null if there is none.</param>
/// <param name="Said">As JSON.</param>
internal sealed record StoredNode(NodeRecord Node, string? Document, string? Said)
{
    // Of documents, and what is around them here.
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 80 };

    /// <exception cref="ArgumentException">It is not one node: names differ, or are no names.</exception>
    /// <exception cref="FormatException">JSON has no form for what is in a document.</exception>
    public static StoredNode From(NodeRecord node, Sharing sharing)
    {
        ArgumentNullException.ThrowIfNull(node);
        StoredName.Check(node.Name);
        if (node.Document is { } other && other.Name != node.Name)
            throw new ArgumentException($"the document of node '{node.Name}' is of '{other.Name}'", nameof(node));
        var document = node.Document is null ? null : JsonText.Write(Value.From(WithoutSeen(node.Document.Fields)));
        var said = node.Said is null ? null : JsonText.Write(Value.From(node.Said));
        return new(node with { Document = ReadDocument(node.Name, document, sharing), Said = ReadFields(said, sharing), Seen = Rounded(node.Seen) }, document, said);
    }

    public static NodeDocument? ReadDocument(string name, string? json, Sharing sharing) =>
        ReadFields(json, sharing) is { } fields ? new(name, fields) : null;

    /// <summary>As <see cref="Write"/> wrote it.</summary>
    public static NodeRecord Read(ReadOnlyMemory<byte> json, Sharing sharing, out long generation)
    {
        using var parsed = JsonDocument.Parse(json, Reading);
        var root = parsed.RootElement;
        generation = root.TryGetProperty("generation", out var at) ? at.GetInt64() : 0;
        var document = root.TryGetProperty("document", out var stored) ? stored : (JsonElement?)null;
        var name = StoredName.Check(root.GetProperty("name").GetString()!);
        var fields = ReadFields(document?.GetRawText(), sharing);
        return new NodeRecord(sharing.Share(name))
        {
            Revision = root.GetProperty("revision").GetInt64(),
            Registered = root.GetProperty("registered").GetDateTimeOffset(),
            Seen = root.TryGetProperty("seen", out var seen) ? seen.GetDateTimeOffset() : null,
            State = root.GetProperty("state").Deserialize(ProtocolJson.Default.NodeState),
            Version = sharing.Share(root.GetProperty("version").GetString()!),
            Interval = new((long)(root.GetProperty("interval").GetDecimal() * TimeSpan.TicksPerSecond)),
            Commit = root.TryGetProperty("commit", out var commit) ? sharing.Share(commit.GetString()!) : null,
            Hash = root.GetProperty("hash").GetString()!,
            Searches = [.. root.GetProperty("searches").EnumerateArray().Select(search => sharing.Share(search.GetString()!))],
            LastRun = root.TryGetProperty("last_run", out var run) ? run.Deserialize(ProtocolJson.Default.RunSummary) : null,
            Order = root.TryGetProperty("order", out var order) ? order.Deserialize(ProtocolJson.Default.RunOrder) : null,
            Document = fields is null ? null : new(name, fields),
            Said = root.TryGetProperty("said", out var said) ? ReadSaid(said, document, fields, sharing) : null,
        };
    }

    /// <summary>Most of what a node said is in its document, too, and need not be read again.</summary>
    private static ScriptObject ReadSaid(JsonElement said, JsonElement? document, ScriptObject? fields, Sharing sharing)
    {
        if (said.ValueKind != JsonValueKind.Object || fields is null)
            return ReadFields(said.GetRawText(), sharing)!;
        var members = new ScriptObject(said.GetPropertyCount());
        foreach (var member in said.EnumerateObject())
        {
            // Equal as text, so that whatever matters of a value is equal, too.
            var isKnown = document!.Value.TryGetProperty(member.Name, out var same) && JsonMarshal.GetRawUtf8Value(same).SequenceEqual(JsonMarshal.GetRawUtf8Value(member.Value));
            members.Set(sharing.Share(member.Name), isKnown ? fields[member.Name] : sharing.Share(JsonText.Read(member.Value.GetRawText())));
        }
        return members.Freeze();
    }

    /// <param name="generation">The one in which its document changed last.</param>
    public byte[] Write(long revision, long generation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("name", Node.Name);
            writer.WriteNumber("revision", revision);
            writer.WriteNumber("generation", generation);
            WriteState(writer);
            WriteRaw(writer, "document", Document);
            WriteRaw(writer, "said", Said);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteState(Utf8JsonWriter writer)
    {
        writer.WriteString("registered", Node.Registered);
        if (Node.Seen is { } seen)
            writer.WriteString("seen", seen);
        writer.WritePropertyName("state");
        JsonSerializer.Serialize(writer, Node.State, ProtocolJson.Default.NodeState);
        writer.WriteString("version", Node.Version);
        writer.WriteNumber("interval", Node.Interval.Ticks / (decimal)TimeSpan.TicksPerSecond);
        if (Node.Commit is { } commit)
            writer.WriteString("commit", commit);
        writer.WriteString("hash", Node.Hash);
        writer.WriteStartArray("searches");
        foreach (var search in Node.Searches.IsDefault ? ImmutableArray<string>.Empty : Node.Searches)
            writer.WriteStringValue(search);
        writer.WriteEndArray();
        if (Node.LastRun is { } run)
            WriteRaw(writer, "last_run", JsonSerializer.Serialize(run, ProtocolJson.Default.RunSummary));
        if (Node.Order is { } order)
            WriteRaw(writer, "order", JsonSerializer.Serialize(order, ProtocolJson.Default.RunOrder));
    }

    private static void WriteRaw(Utf8JsonWriter writer, string name, string? json)
    {
        if (json is null)
            return;
        writer.WritePropertyName(name);
        writer.WriteRawValue(json, skipInputValidation: true);
    }

    public static ScriptObject? ReadFields(string? json, Sharing sharing) =>
        json is null ? null : sharing.Share(JsonText.Read(json).As<ScriptObject>() ?? throw new FormatException("a document is no object"));

    private static ScriptObject WithoutSeen(ScriptObject fields)
    {
        if (!fields.ContainsKey(SeenField.Name))
            return fields;
        var rest = new ScriptObject(fields.Count);
        foreach (var (key, value) in fields)
        {
            if (key != SeenField.Name)
                rest.Set(key, value);
        }
        return rest;
    }

    private static DateTimeOffset? Rounded(DateTimeOffset? seen) => seen is { } at ? SeenField.Round(at) : null;
}
