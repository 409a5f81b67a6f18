using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Converge.Server.Hosting;

/// <summary>How many calls there were, how they ended, and how long they took.</summary>
internal sealed class CallCounts
{
    private readonly ConcurrentDictionary<(Endpoint Endpoint, int Status), Count> _counts = new();

    public void Add(Endpoint endpoint, int status, TimeSpan time)
    {
        var count = _counts.GetOrAdd((endpoint, status), static _ => new());
        Interlocked.Increment(ref count.Calls);
        Interlocked.Add(ref count.Ticks, time.Ticks);
    }

    public void Write(StringBuilder text)
    {
        var all = _counts.OrderBy(static pair => pair.Key.Endpoint.Path, StringComparer.Ordinal).ThenBy(static pair => pair.Key.Endpoint.Method, StringComparer.Ordinal).ThenBy(static pair => pair.Key.Status).ToList();
        ServerMetrics.Head(text, "converge_server_calls_total", "counter", "Calls by path, method and status.");
        foreach (var ((endpoint, status), count) in all)
            text.Append(CultureInfo.InvariantCulture, $"converge_server_calls_total{{path=\"{endpoint.Path}\",method=\"{endpoint.Method}\",status=\"{status}\"}} {count.Calls}\n");
        ServerMetrics.Head(text, "converge_server_call_seconds_total", "counter", "Time that calls took, the waiting of long ones included.");
        foreach (var ((endpoint, status), count) in all)
            text.Append(CultureInfo.InvariantCulture, $"converge_server_call_seconds_total{{path=\"{endpoint.Path}\",method=\"{endpoint.Method}\",status=\"{status}\"}} {TimeSpan.FromTicks(count.Ticks).TotalSeconds}\n");
    }

    private sealed class Count
    {
        public long Calls;
        public long Ticks;
    }
}
