using System.Text.Json;
using Converge.Protocol;
using Converge.Server.Hosting;

namespace Converge.Server.Runs;

/// <summary>What a report comes to.</summary>
internal static class RunOutcome
{
    private const int LongestId = 100;

    private static readonly string[] Statuses = ["unchanged", "changed", "unhealthy", "failed"];

    /// <summary>How a node is after its last run.</summary>
    public static NodeState StateAfter(RunSummary? run) => run?.Status switch
    {
        null => NodeState.Registered,
        "unchanged" or "changed" => NodeState.Ready,
        _ => NodeState.Failed,
    };

    /// <param name="report">JSON.</param>
    /// <exception cref="RefusalException">It is no report.</exception>
    public static RunSummary Summarize(ReadOnlyMemory<byte> report)
    {
        try
        {
            using var document = JsonDocument.Parse(report);
            var root = document.RootElement;
            var status = root.GetProperty("status").GetString()!;
            if (Array.IndexOf(Statuses, status) < 0)
                throw RefusalException.BadRequest($"a run cannot be '{status}'", $"expected {string.Join(", ", Statuses)}");
            // A run that failed before it came to any has none.
            List<JsonElement> resources = root.TryGetProperty("resources", out var list) ? [.. list.EnumerateArray()] : [];
            if (!IsId(Text(root, "id")))
                throw RefusalException.BadRequest("the id of the run is none", "expected letters, digits, '-', '_' and '.', at most 100");
            return new(Text(root, "id"), Text(root, "node"), status, root.GetProperty("start").GetDateTimeOffset(), root.GetProperty("end").GetDateTimeOffset())
            {
                // Empty if it did not come so far that it was known.
                Environment = root.GetProperty("environment").GetString() ?? "",
                Commit = root.TryGetProperty("commit", out var commit) ? commit.GetString() : null,
                Trigger = root.TryGetProperty("trigger", out var trigger) ? trigger.GetString() ?? "" : "",
                Resources = resources.Count,
                Changed = Count(resources, "changed"),
                Failed = Count(resources, "failed"),
                Corrective = resources.Count(static resource => resource.TryGetProperty("corrective", out var corrective) && corrective.ValueKind == JsonValueKind.True),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw RefusalException.BadRequest("the body is no report", "its form is described in report.schema.json");
        }
    }

    /// <summary>It stands in paths.</summary>
    private static bool IsId(string id) =>
        id.Length <= LongestId && char.IsAsciiLetterOrDigit(id[0]) && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new FormatException();

    private static int Count(List<JsonElement> resources, string status) =>
        resources.Count(resource => resource.TryGetProperty("status", out var found) && found.ValueEquals(status));
}
