using System.IO.Compression;
using System.Net;
using System.Text;
using Converge.Language.Values;
using Converge.Protocol;

namespace Converge.Server.Tests.Serving;

/// <summary>What nodes do.</summary>
internal static class TestNodes
{
    public static ScriptObject Document(string role, params (string Key, Value Value)[] more)
    {
        var document = new ScriptObject
        {
            ["environment"] = Value.From("test"),
            ["roles"] = Value.From(ScriptArray.OfTexts([role])),
            ["ip"] = Value.From("10.0.0.1"),
        };
        foreach (var (key, value) in more)
            document.Set(key, value);
        return document;
    }

    public static Task<CheckedIn> CheckInAsync(this TestNode node, ScriptObject document, params string[] searches) => node.Http.AskAsync(
        HttpMethod.Put, Routes.Node(node.Name), new CheckIn { Document = document, Searches = searches }, ProtocolJson.Default.CheckIn, ProtocolJson.Default.CheckedIn);

    public static Task<Assignment> AssignmentAsync(this TestNode node, string? known = null, int wait = 0) =>
        node.Http.AskAsync(HttpMethod.Get, $"{Routes.Assignment(node.Name)}?wait={wait}{(known is null ? "" : $"&known={known}")}", ProtocolJson.Default.Assignment);

    public static async Task<HttpStatusCode> ReportAsync(this TestNode node, string id, string status = "changed", string? order = null, string? of = null, DateTimeOffset? start = null)
    {
        var report = Report(id, of ?? node.Name, status, start ?? DateTimeOffset.UtcNow);
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.Runs) { Content = new ByteArrayContent(Pack(report)), Version = HttpVersion.Version20 };
        if (order is not null)
            request.Headers.Add(RunOrder.Header, order);
        using var answer = await node.Http.SendAsync(request);
        return answer.StatusCode;
    }

    public static string Report(string id, string node, string status, DateTimeOffset start) =>
        $$"""
        {"version": 1, "number": 1, "id": "{{id}}", "node": "{{node}}", "environment": "test", "start": "{{start:O}}", "end": "{{start:O}}", "status": "{{status}}",
         "trigger": "schedule", "resources": [{"id": "file[/a]", "recipe": "web", "at": "recipes/web/recipe.yaml:3:5", "status": "changed", "corrective": true}], "checks": [], "refreshes": [], "recipes": []}
        """;

    public static byte[] Pack(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    public static async Task<List<string>> SearchAsync(this HttpClient http, string query)
    {
        var result = await http.AskAsync(HttpMethod.Post, Routes.Search, new SearchRequest(query), ProtocolJson.Default.SearchRequest, ProtocolJson.Default.SearchResult);
        return [.. result.Nodes.Select(static node => node["name"].AsString())];
    }
}
