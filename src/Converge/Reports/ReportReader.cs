using System.Collections.Immutable;
using System.Text.Json;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Reports;

/// <summary>Reads a report that was written by this version or an older one.</summary>
public static class ReportReader
{
    /// <exception cref="JsonException">It is no report.</exception>
    public static Report Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        try
        {
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException($"this is no report: {e.Message}", e);
        }
    }

    private static Report Read(JsonElement report)
    {
        if (report.GetProperty("version").GetInt32() > ReportDocument.FormVersion)
            throw new JsonException("this report was written by a newer version of Converge");
        return new(report.GetProperty("number").GetInt64(), Text(report, "id") ?? "", Text(report, "node") ?? "", Text(report, "environment") ?? "")
        {
            Trigger = report.TryGetProperty("trigger", out _) ? Status<RunTrigger>(report, "trigger") : RunTrigger.Manual,
            Roles = Texts(report, "roles"),
            Commit = Text(report, "commit"),
            Generation = report.GetProperty("generation").GetInt64(),
            Start = report.GetProperty("start").GetDateTimeOffset(),
            End = report.GetProperty("end").GetDateTimeOffset(),
            Broken = Text(report, "broken"),
            Recipes = List(report, "recipes", static recipe => new AppliedRecipe(Text(recipe, "name") ?? "", Text(recipe, "version") ?? "")),
            Resources = List(report, "resources", Resource),
            Refreshes = List(report, "refreshes", Refresh),
            Checks = List(report, "checks", static check => new CheckOutcome(Id(check, "id"), Text(check, "recipe") ?? "", Text(check, "at") ?? "", Text(check, "problem"), Time(check))),
        };
    }

    private static ResourceOutcome Resource(JsonElement resource) =>
        new(Id(resource, "id"), Text(resource, "recipe") ?? "", Text(resource, "at") ?? "", Status<OutcomeStatus>(resource, "status"))
        {
            Planned = Status<PlanStatus>(resource, "planned"),
            Duration = Time(resource),
            Reason = Text(resource, "reason"),
            Blame = Text(resource, "blame") is { } blame && ResourceId.TryParse(blame, out var id) ? id : null,
            IsCorrective = Flag(resource, "corrective"),
            IsIgnored = Flag(resource, "ignored"),
            IsFoughtOver = Flag(resource, "fought_over"),
            Changes = List(resource, "changes", static change => new ReportedChange(Text(change, "property") ?? "", Text(change, "before"), Text(change, "after"), Text(change, "difference"))),
            Steps = Texts(resource, "steps"),
            Output = Text(resource, "output") ?? "",
            Replaced = List(resource, "replaced", ReadReplaced),
        };

    private static Replaced ReadReplaced(JsonElement replaced) => new(
        Text(replaced, "path") ?? "",
        replaced.TryGetProperty("kind", out _) ? Status<FileKind>(replaced, "kind") : null,
        Text(replaced, "owner"),
        Text(replaced, "group"),
        Text(replaced, "mode") is { } mode ? Convert.ToInt32(mode, 8) : null)
    {
        IsWhole = Flag(replaced, "whole"),
        Content = Text(replaced, "content"),
        Target = Text(replaced, "target"),
    };

    private static RefreshOutcome Refresh(JsonElement refresh) =>
        new(Text(refresh, "verb") ?? "", Id(refresh, "target"), Status<RefreshStatus>(refresh, "status"))
        {
            Because = [.. Texts(refresh, "because").Select(static text => ResourceId.TryParse(text, out var id) ? id : throw new FormatException("'because' names no resource"))],
            WasOwed = Flag(refresh, "was_owed"),
            Reason = Text(refresh, "reason"),
            Output = Text(refresh, "output") ?? "",
            Duration = Time(refresh),
        };

    private static T Status<T>(JsonElement element, string name)
        where T : struct, Enum => Enum.Parse<T>((Text(element, name) ?? "").Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    private static ResourceId Id(JsonElement element, string name) =>
        ResourceId.TryParse(Text(element, name) ?? "", out var id) ? id : throw new FormatException($"'{name}' names no resource");

    private static TimeSpan Time(JsonElement element) => TimeSpan.FromSeconds(element.GetProperty("seconds").GetDouble());

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static bool Flag(JsonElement element, string name) => element.TryGetProperty(name, out var flag) && flag.GetBoolean();

    private static ImmutableArray<string> Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var texts) ? [.. texts.EnumerateArray().Select(static text => text.GetString() ?? "")] : [];

    private static ImmutableArray<T> List<T>(JsonElement element, string name, Func<JsonElement, T> read) =>
        element.TryGetProperty(name, out var items) ? [.. items.EnumerateArray().Select(read)] : [];
}
