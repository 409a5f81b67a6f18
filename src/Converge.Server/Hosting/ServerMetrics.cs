using System.Globalization;
using System.Text;
using Converge.Protocol;
using Converge.Server.Identity;
using Converge.Server.Nodes;
using Converge.Server.Repository;
using Converge.Server.Storage;
using Microsoft.AspNetCore.Http;

namespace Converge.Server.Hosting;

/// <summary>What monitoring asks for, in the text form of Prometheus. Numbers only: no names of nodes, so it is open to all who can connect.</summary>
internal sealed class ServerMetrics(IStorage storage, LiveWiring wiring, Assignments assignments, RepositoryMirror repository, CallCounts counts, TimeProvider clock)
{
    public IEnumerable<Endpoint> Endpoints => [new("GET", "/metrics", Access.Anyone, ShowAsync)];

    private async Task ShowAsync(Call call)
    {
        var nodes = new SortedDictionary<(string Environment, string State), int>();
        await foreach (var node in storage.Nodes.ReadAllAsync(documents: false, call.Cancel).ConfigureAwait(false))
        {
            var key = (repository.View.Of(node.Name).Environment, Name(node.State));
            nodes[key] = nodes.GetValueOrDefault(key) + 1;
        }
        var text = new StringBuilder();
        Head(text, "converge_server_nodes", "gauge", "Nodes by environment and state.");
        foreach (var ((environment, state), count) in nodes)
            text.Append(CultureInfo.InvariantCulture, $"converge_server_nodes{{environment=\"{Escape(environment)}\",state=\"{state}\"}} {count}\n");
        Single(text, "converge_server_generation", "counter", "Changes of the inventory.", await storage.Nodes.GenerationAsync(call.Cancel).ConfigureAwait(false));
        Single(text, "converge_server_waiting", "gauge", "Nodes that wait for news.", assignments.Waiting);
        Single(text, "converge_server_watched_queries", "gauge", "Queries whose answers nodes depend on.", wiring.Queries);
        Single(text, "converge_server_repository_healthy", "gauge", "Whether the repository could be fetched the last time.", repository.Problem is null ? 1 : 0);
        if (repository.Fetched is { } fetched)
            Single(text, "converge_server_repository_age_seconds", "gauge", "Since the repository was fetched.", (clock.GetUtcNow() - fetched).TotalSeconds);
        Single(text, "converge_server_memory_bytes", "gauge", "Memory that the process uses.", Environment.WorkingSet);
        Single(text, "converge_server_heap_bytes", "gauge", "What of it the collector has.", GC.GetGCMemoryInfo().TotalCommittedBytes);
        Single(text, "converge_server_pause_seconds_total", "counter", "How long everything stood still for the collector.", GC.GetTotalPauseDuration().TotalSeconds);
        counts.Write(text);
        call.Http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await call.Http.Response.WriteAsync(text.ToString(), call.Cancel).ConfigureAwait(false);
    }

    private static void Single(StringBuilder text, string name, string type, string help, double value)
    {
        Head(text, name, type, help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    internal static void Head(StringBuilder text, string name, string type, string help) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static string Name(NodeState state) => state.ToString().ToLowerInvariant();

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
