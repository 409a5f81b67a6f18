using System.Globalization;
using System.Text.Json;

namespace Converge.Lab.Tests.Resources;

/// <summary>What the program printed as JSON, as cases have it.</summary>
internal static class RunText
{
    private const string NothingBefore = ", and nothing before brings it";

    /// <summary>From a plan, or from the report of a run: what each resource lacks.</summary>
    /// <param name="status">Of a plan <c>status</c>, of a report <c>planned</c>.</param>
    public static string Changes(JsonElement document, string status) => string.Concat(Resources(document).SelectMany(resource => Describe(resource, status)));

    public static string Steps(JsonElement plan) => string.Concat(Resources(plan).SelectMany(static resource => List(resource, "steps")).Select(static step => $"{step.GetString()}\n"));

    public static string Refreshes(JsonElement plan) => string.Concat(List(plan, "refreshes")
        .Select(static refresh => $"{refresh.GetProperty("verb").GetString()} {refresh.GetProperty("target").GetString()} because of {string.Join(", ", List(refresh, "because").Select(static id => id.GetString()))}\n"));

    /// <summary>What did not come out well, but for what the plan had said of it.</summary>
    public static string Outcome(JsonElement report) => string.Concat(Resources(report)
        .Where(static resource => Text(resource, "status") is "failed" or "skipped" && Text(resource, "planned") is not ("blocked" or "unknown"))
        .Select(static resource => $"{Text(resource, "id")} {Text(resource, "status")}: {OneLine(Text(resource, "reason"))}\n")
        .Concat(List(report, "refreshes").Where(static refresh => Text(refresh, "status") is "failed" or "owed").Select(static refresh => $"{Text(refresh, "verb")} {Text(refresh, "target")} {Text(refresh, "status")}: {OneLine(Text(refresh, "reason"))}\n")));

    /// <summary>The lines of the changes of resources that nothing can be done about.</summary>
    public static string Stuck(string changes)
    {
        var lines = changes.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var stuck = lines.Where(static line => line.Contains("] blocked: ", StringComparison.Ordinal) || line.Contains("] unknown: ", StringComparison.Ordinal))
            .Select(static line => line[..(line.IndexOf("] ", StringComparison.Ordinal) + 2)]).ToHashSet(StringComparer.Ordinal);
        return string.Concat(lines.Where(line => stuck.Any(id => line.StartsWith(id, StringComparison.Ordinal))).Select(static line => $"{Unplanned(line)}\n"));
    }

    // What comes before is no hope for a run that is under way.
    private static string Unplanned(string line) => line.EndsWith(NothingBefore, StringComparison.Ordinal) ? line[..^NothingBefore.Length] : line;

    private static IEnumerable<string> Describe(JsonElement resource, string status)
    {
        var id = Text(resource, "id");
        if (Text(resource, "reason") is { Length: > 0 } reason)
            yield return $"{id} {Text(resource, status)}: {OneLine(reason)}\n";
        foreach (var change in List(resource, "changes"))
        {
            yield return change.TryGetProperty("difference", out var difference)
                ? $"{id} {Text(change, "property")}: {OneLine(difference.GetString()!)}\n"
                : $"{id} {Text(change, "property")}: {Value(change.GetProperty("before"))} -> {Value(change.GetProperty("after"))}\n";
        }
    }

    private static IEnumerable<JsonElement> Resources(JsonElement document) => List(document, "resources");

    private static IEnumerable<JsonElement> List(JsonElement element, string name) => element.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "absent",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetDecimal().ToString(CultureInfo.InvariantCulture),
        _ => OneLine(value.GetString()!),
    };

    private static string OneLine(string text) => text.TrimEnd('\n').Length == 0 && text.Length > 0 ? "\\n" : text.Replace("\n", "\\n", StringComparison.Ordinal);
}
