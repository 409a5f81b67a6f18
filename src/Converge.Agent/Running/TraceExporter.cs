using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Converge.Agent.Running;

/// <summary>Sends the trace of each run when it is over: OTLP over HTTP, as JSON. What cannot be sent is let go.</summary>
internal sealed class TraceExporter : IDisposable
{
    private const int MostSpans = 20_000;
    private const int InternalKind = 1;
    private const int Failed = 2;
    private const long NanosecondsPerTick = 100;

    private readonly Uri _endpoint;
    private readonly string _node;
    private readonly AgentLog _log;
    private readonly ActivityListener _listener;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentDictionary<ActivityTraceId, ConcurrentQueue<Activity>> _ended = new();

    /// <param name="endpoint">Of the collector; the path of traces is added to it.</param>
    public TraceExporter(Uri endpoint, string node, AgentLog log)
    {
        _endpoint = new($"{endpoint.ToString().TrimEnd('/')}/v1/traces");
        _node = node;
        _log = log;
        _listener = new()
        {
            ShouldListenTo = static source => source.Name == RunTrace.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = End,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _http.Dispose();
    }

    private void End(Activity activity)
    {
        var spans = _ended.GetOrAdd(activity.TraceId, static _ => []);
        if (spans.Count < MostSpans || activity.Parent is null)
            spans.Enqueue(activity);
        if (activity.Parent is null && _ended.TryRemove(activity.TraceId, out _))
            _ = SendAsync([.. spans]);
    }

    private async Task SendAsync(List<Activity> spans)
    {
        try
        {
            using var content = new ByteArrayContent(Write(spans));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _http.PostAsync(_endpoint, content).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            _log.Debug($"a trace cannot be sent to '{_endpoint}': {e.Message}");
        }
    }

    private byte[] Write(List<Activity> spans)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("resourceSpans");
            json.WriteStartObject();
            json.WriteStartObject("resource");
            Write(json, [new("service.name", "converge-agent"), new("service.version", AgentVersion.Text), new("host.name", _node)]);
            json.WriteEndObject();
            json.WriteStartArray("scopeSpans");
            json.WriteStartObject();
            json.WriteStartObject("scope");
            json.WriteString("name", RunTrace.Name);
            json.WriteEndObject();
            json.WriteStartArray("spans");
            foreach (var span in spans)
                Write(json, span);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Activity span)
    {
        json.WriteStartObject();
        json.WriteString("traceId", span.TraceId.ToHexString());
        json.WriteString("spanId", span.SpanId.ToHexString());
        if (span.ParentSpanId != default)
            json.WriteString("parentSpanId", span.ParentSpanId.ToHexString());
        json.WriteString("name", span.DisplayName);
        json.WriteNumber("kind", InternalKind);
        json.WriteString("startTimeUnixNano", Nanoseconds(span.StartTimeUtc));
        json.WriteString("endTimeUnixNano", Nanoseconds(span.StartTimeUtc + span.Duration));
        Write(json, span.TagObjects);
        if (span.Status == ActivityStatusCode.Error)
        {
            json.WriteStartObject("status");
            json.WriteNumber("code", Failed);
            json.WriteString("message", span.StatusDescription);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> attributes)
    {
        json.WriteStartArray("attributes");
        foreach (var (key, value) in attributes)
        {
            if (value is not string text)
                continue;
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteStartObject("value");
            json.WriteString("stringValue", text);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Nanoseconds(DateTime time) => ((time - DateTime.UnixEpoch).Ticks * NanosecondsPerTick).ToString(CultureInfo.InvariantCulture);
}
