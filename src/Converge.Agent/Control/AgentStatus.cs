using System.Globalization;
using System.Text.Json;
using Converge.Language.Values;

namespace Converge.Agent.Control;

/// <summary>How the agent is.</summary>
public sealed record AgentStatus(string Node, string Version, DateTimeOffset Started)
{
    /// <summary>What it does at the moment; null if it waits.</summary>
    public string? Doing { get; init; }

    public DateTimeOffset? NextRun { get; init; }

    public AgentRunStatus? LastRun { get; init; }

    public string? Environment { get; init; }

    public string? Commit { get; init; }

    public string? Server { get; init; }

    public bool? IsReachable { get; init; }

    /// <summary>Since when the server can be reached, or cannot.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Why it cannot.</summary>
    public string? Problem { get; init; }

    public int Waiting { get; init; }

    public DateTimeOffset? CertificateEnd { get; init; }

    /// <summary>Null if repairs are off.</summary>
    public long? Repairs { get; init; }

    public string ToJson()
    {
        var document = new ScriptObject
        {
            ["node"] = Value.From(Node),
            ["version"] = Value.From(Version),
            ["started"] = Moment(Started),
            ["doing"] = Text(Doing),
            ["next_run"] = Moment(NextRun),
            ["last_run"] = LastRun is { } run
                ? Value.From(new ScriptObject { ["number"] = Value.From(run.Number), ["status"] = Value.From(run.Status), ["end"] = Moment(run.End), ["problem"] = Text(run.Problem) })
                : Value.Null,
            ["environment"] = Text(Environment),
            ["commit"] = Text(Commit),
            ["server"] = Server is null
                ? Value.Null
                : Value.From(new ScriptObject { ["url"] = Value.From(Server), ["reachable"] = IsReachable is { } reachable ? Value.From(reachable) : Value.Null, ["since"] = Moment(Since), ["problem"] = Text(Problem) }),
            ["reports_waiting"] = Value.From(Waiting),
            ["certificate_end"] = Moment(CertificateEnd),
            ["repairs"] = Repairs is { } repairs ? Value.From(repairs) : Value.Null,
        };
        return JsonText.Write(Value.From(document)) + "\n";
    }

    /// <exception cref="JsonException">It is something else.</exception>
    public static AgentStatus Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var server = root.GetProperty("server");
        var run = root.GetProperty("last_run");
        var hasServer = server.ValueKind == JsonValueKind.Object;
        return new(root.GetProperty("node").GetString()!, root.GetProperty("version").GetString()!, root.GetProperty("started").GetDateTimeOffset())
        {
            Doing = root.GetProperty("doing").GetString(),
            NextRun = MomentOf(root.GetProperty("next_run")),
            LastRun = run.ValueKind != JsonValueKind.Object ? null : new(run.GetProperty("number").GetInt64(), run.GetProperty("status").GetString()!, run.GetProperty("end").GetDateTimeOffset(), run.GetProperty("problem").GetString()),
            Environment = root.GetProperty("environment").GetString(),
            Commit = root.GetProperty("commit").GetString(),
            Server = hasServer ? server.GetProperty("url").GetString() : null,
            IsReachable = hasServer && server.GetProperty("reachable").ValueKind is JsonValueKind.True or JsonValueKind.False ? server.GetProperty("reachable").GetBoolean() : null,
            Since = hasServer ? MomentOf(server.GetProperty("since")) : null,
            Problem = hasServer ? server.GetProperty("problem").GetString() : null,
            Waiting = root.GetProperty("reports_waiting").GetInt32(),
            CertificateEnd = MomentOf(root.GetProperty("certificate_end")),
            Repairs = root.GetProperty("repairs").ValueKind == JsonValueKind.Number ? root.GetProperty("repairs").GetInt64() : null,
        };
    }

    private static Value Text(string? text) => text is null ? Value.Null : Value.From(text);

    private static Value Moment(DateTimeOffset? moment) => moment is { } time ? Value.From(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)) : Value.Null;

    private static DateTimeOffset? MomentOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetDateTimeOffset() : null;
}

/// <param name="Problem">Why it failed.</param>
public sealed record AgentRunStatus(long Number, string Status, DateTimeOffset End, string? Problem);
