using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Converge.Plans;

namespace Converge.Reports;

/// <summary>A report as JSON. Its form has a version, and only grows: what is left out has its usual value.</summary>
public static class ReportDocument
{
    public const int FormVersion = 1;

    private const int UsualHead = 1024;
    private const int UsualResource = 256;

    // What each resource has: encoded once.
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Recipe = JsonEncodedText.Encode("recipe");
    private static readonly JsonEncodedText At = JsonEncodedText.Encode("at");
    private static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText Planned = JsonEncodedText.Encode("planned");
    private static readonly JsonEncodedText Duration = JsonEncodedText.Encode("seconds");

    public static ReadOnlyMemory<byte> ToJson(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var buffer = new ArrayBufferWriter<byte>(UsualHead + (report.Resources.Length * UsualResource));
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(json, report);
        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    /// <summary>As schema and journal have it: <c>not_needed</c>.</summary>
    public static string Name(RefreshStatus status) => status == RefreshStatus.NotNeeded ? "not_needed" : Name<RefreshStatus>(status);

    public static string Name<T>(T status)
        where T : struct, Enum => NamesOf<T>.All[status];

    private static void Write(Utf8JsonWriter json, Report report)
    {
        json.WriteStartObject();
        json.WriteNumber("version", FormVersion);
        json.WriteNumber("number", report.Number);
        json.WriteString("id", report.Id);
        json.WriteString("node", report.Node);
        json.WriteString("environment", report.Environment);
        json.WriteString("trigger", Name(report.Trigger));
        Write(json, "roles", report.Roles);
        WriteIf(json, "commit", report.Commit);
        json.WriteNumber("generation", report.Generation);
        json.WriteString("start", report.Start);
        json.WriteString("end", report.End);
        json.WriteString("status", Name(report.Status));
        WriteIf(json, "broken", report.Broken);
        json.WriteStartObject("counts");
        foreach (var status in Enum.GetValues<OutcomeStatus>())
            json.WriteNumber(Name(status), report.Count(status));
        json.WriteEndObject();
        WriteList(json, "recipes", report.Recipes, Write);
        WriteList(json, "resources", report.Resources, Write);
        WriteList(json, "refreshes", report.Refreshes, Write);
        WriteList(json, "checks", report.Checks, Write);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AppliedRecipe recipe)
    {
        json.WriteString("name", recipe.Name);
        json.WriteString("version", recipe.Version);
    }

    private static void Write(Utf8JsonWriter json, ResourceOutcome outcome)
    {
        json.WriteString(Id, outcome.Id.ToString());
        json.WriteString(Recipe, outcome.Recipe);
        json.WriteString(At, outcome.At);
        json.WriteString(Status, Name(outcome.Status));
        json.WriteString(Planned, Name(outcome.Planned));
        json.WriteNumber(Duration, Seconds(outcome.Duration));
        WriteIf(json, "reason", outcome.Reason);
        WriteIf(json, "blame", outcome.Blame?.ToString());
        WriteIf(json, "corrective", outcome.IsCorrective);
        WriteIf(json, "ignored", outcome.IsIgnored);
        WriteIf(json, "fought_over", outcome.IsFoughtOver);
        WriteIf(json, "surprise", outcome.IsSurprise);
        WriteList(json, "changes", outcome.Changes, Write);
        if (!outcome.Steps.IsEmpty)
            Write(json, "steps", outcome.Steps);
        WriteIf(json, "output", outcome.Output);
        WriteList(json, "replaced", outcome.Replaced, Write);
    }

    private static void Write(Utf8JsonWriter json, ReportedChange change)
    {
        json.WriteString("property", change.Property);
        if (change.Difference is { } difference)
        {
            json.WriteString("difference", difference);
            return;
        }
        json.WriteString("before", change.Before);
        json.WriteString("after", change.After);
    }

    private static void Write(Utf8JsonWriter json, Replaced replaced)
    {
        json.WriteString("path", replaced.Path);
        WriteIf(json, "kind", replaced.Kind is { } kind ? Name(kind) : null);
        WriteIf(json, "owner", replaced.Owner);
        WriteIf(json, "group", replaced.Group);
        WriteIf(json, "mode", replaced.Mode is { } mode ? Convert.ToString(mode, 8).PadLeft(4, '0') : null);
        WriteIf(json, "whole", replaced.IsWhole);
        WriteIf(json, "content", replaced.Content);
        WriteIf(json, "target", replaced.Target);
    }

    private static void Write(Utf8JsonWriter json, RefreshOutcome refresh)
    {
        json.WriteString("verb", refresh.Verb);
        json.WriteString("target", refresh.Target.ToString());
        json.WriteString("status", Name(refresh.Status));
        Write(json, "because", [.. refresh.Because.Select(static id => id.ToString())]);
        json.WriteNumber("seconds", Seconds(refresh.Duration));
        WriteIf(json, "was_owed", refresh.WasOwed);
        WriteIf(json, "reason", refresh.Reason);
        WriteIf(json, "output", refresh.Output);
    }

    private static void Write(Utf8JsonWriter json, CheckOutcome check)
    {
        json.WriteString("id", check.Id.ToString());
        json.WriteString("recipe", check.Recipe);
        json.WriteString("at", check.At);
        json.WriteString("status", check.Problem is null ? "healthy" : "unhealthy");
        json.WriteNumber("seconds", Seconds(check.Duration));
        WriteIf(json, "problem", check.Problem);
    }

    private static class NamesOf<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> All = Enum.GetValues<T>().ToFrozenDictionary(static status => status, static status => status.ToString().ToLowerInvariant());
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 6);

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, ImmutableArray<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.IsEmpty)
            return;
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteIf(Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            json.WriteString(name, text);
    }

    private static void WriteIf(Utf8JsonWriter json, string name, bool flag)
    {
        if (flag)
            json.WriteBoolean(name, value: true);
    }
}
