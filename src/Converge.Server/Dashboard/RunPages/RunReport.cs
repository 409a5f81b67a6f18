using System.Collections.Immutable;
using System.Text.Json;

namespace Converge.Server.Dashboard.RunPages;

/// <summary>A report as it was sent, as far as a page shows it. Whatever a later agent adds is passed over.</summary>
internal sealed record RunReport
{
    public long Number { get; init; }

    public ImmutableArray<string> Roles { get; init; } = [];

    public string? Broken { get; init; }

    public ImmutableArray<ReportedResource> Resources { get; init; } = [];

    public ImmutableArray<ReportedRefresh> Refreshes { get; init; } = [];

    public ImmutableArray<ReportedCheck> Checks { get; init; } = [];

    /// <exception cref="JsonException">It is no report.</exception>
    public static RunReport Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new()
        {
            Number = root.TryGetProperty("number", out var number) && number.TryGetInt64(out var value) ? value : 0,
            Roles = Texts(root, "roles"),
            Broken = Text(root, "broken"),
            Resources = List(root, "resources", Resource),
            Refreshes = List(root, "refreshes", Refresh),
            Checks = List(root, "checks", Check),
        };
    }

    private static ReportedResource Resource(JsonElement item) => new(Text(item, "id") ?? "", Text(item, "status") ?? "")
    {
        Recipe = Text(item, "recipe") ?? "",
        At = Text(item, "at") ?? "",
        Planned = Text(item, "planned") ?? "",
        Seconds = Measure(item, "seconds"),
        Reason = Text(item, "reason"),
        Blame = Text(item, "blame"),
        IsCorrective = Flag(item, "corrective"),
        IsIgnored = Flag(item, "ignored"),
        IsSurprise = Flag(item, "surprise"),
        Changes = List(item, "changes", static change => new ReportedChange(Text(change, "property") ?? "", Text(change, "before"), Text(change, "after"), Text(change, "difference"))),
        Steps = Texts(item, "steps"),
        Output = Text(item, "output") ?? "",
    };

    private static ReportedRefresh Refresh(JsonElement item) => new(Text(item, "verb") ?? "", Text(item, "target") ?? "", Text(item, "status") ?? "")
    {
        Because = Texts(item, "because"),
        Seconds = Measure(item, "seconds"),
        WasOwed = Flag(item, "was_owed"),
        Reason = Text(item, "reason"),
        Output = Text(item, "output") ?? "",
    };

    private static ReportedCheck Check(JsonElement item) => new(Text(item, "id") ?? "", Text(item, "recipe") ?? "", Text(item, "at") ?? "", Text(item, "status") ?? "", Measure(item, "seconds"), Text(item, "problem"));

    private static ImmutableArray<T> List<T>(JsonElement element, string name, Func<JsonElement, T> read) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object).Select(read)] : [];

    private static ImmutableArray<string> Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)] : [];

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static double Measure(JsonElement element, string name) => element.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var value) && double.IsFinite(value) ? Math.Max(0, value) : 0;

    private static bool Flag(JsonElement element, string name) => element.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;
}

internal sealed record ReportedResource(string Id, string Status)
{
    public string Recipe { get; init; } = "";

    public string At { get; init; } = "";

    public string Planned { get; init; } = "";

    public double Seconds { get; init; }

    public string? Reason { get; init; }

    public string? Blame { get; init; }

    public bool IsCorrective { get; init; }

    public bool IsIgnored { get; init; }

    public bool IsSurprise { get; init; }

    public ImmutableArray<ReportedChange> Changes { get; init; } = [];

    public ImmutableArray<string> Steps { get; init; } = [];

    public string Output { get; init; } = "";

    /// <summary>Whether there is more to say than that it was as it should be.</summary>
    public bool HasDetails => !Changes.IsEmpty || !Steps.IsEmpty || Output.Length > 0 || Reason is not null;
}

internal sealed record ReportedChange(string Property, string? Before, string? After, string? Difference);

internal sealed record ReportedRefresh(string Verb, string Target, string Status)
{
    public ImmutableArray<string> Because { get; init; } = [];

    public double Seconds { get; init; }

    public bool WasOwed { get; init; }

    public string? Reason { get; init; }

    public string Output { get; init; } = "";
}

internal sealed record ReportedCheck(string Id, string Recipe, string At, string Status, double Seconds, string? Problem);
