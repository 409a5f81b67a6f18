using System.Text.Encodings.Web;
using System.Text.Json;

namespace Converge.Lab.Testing;

/// <summary>Results for programs: the sums, then each test.</summary>
public static class ResultJson
{
    public static void Write(Stream stream, IReadOnlyCollection<LabTestResult> results)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(results);
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("tests", results.Count);
            foreach (var status in (string[])[LabTestResult.Passed, LabTestResult.Failed, LabTestResult.Skipped])
                json.WriteNumber(status, results.Count(result => result.Status == status));
            json.WriteNumber("seconds", Seconds(new(results.Sum(static result => result.Duration.Ticks))));
            json.WriteStartArray("results");
            foreach (var result in results)
                Write(json, result);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, LabTestResult result)
    {
        json.WriteStartObject();
        json.WriteString("role", result.Role);
        json.WriteString("name", result.Name);
        json.WriteString("kind", result.Kind);
        json.WriteString("status", result.Status);
        if (result.Reason is not null)
            json.WriteString("reason", result.Reason);
        json.WriteNumber("seconds", Seconds(result.Duration));
        if (result.Output is not null)
            json.WriteString("output", result.Output);
        json.WriteEndObject();
    }

    private static decimal Seconds(TimeSpan duration) => Math.Round((decimal)duration.TotalSeconds, 3);
}
