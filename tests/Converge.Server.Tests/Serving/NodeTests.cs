using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Converge.Language.Values;
using Converge.Protocol;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Serving;

public sealed class NodeTests : IAsyncLifetime
{
    /// <summary>Much less than what they would wait without news.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private TestServer _server = null!;

    public async Task InitializeAsync() => _server = await TestServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_node_that_checked_in_is_found_and_is_ready_after_its_first_run()
    {
        using var node = await _server.EnrolAsync("app1.example.com");
        (await _server.Root.SearchAsync("role:app")).ShouldBeEmpty();
        await node.CheckInAsync(TestNodes.Document("app"));
        (await node.Http.SearchAsync("role:app")).ShouldBe(["app1.example.com"]);
        (await node.Http.SearchAsync("role:app ready:true")).ShouldBeEmpty();

        (await node.ReportAsync("run-1")).ShouldBe(HttpStatusCode.Created);
        (await node.Http.SearchAsync("role:app ready:true")).ShouldBe(["app1.example.com"]);
        (await node.ReportAsync("run-2", "failed")).ShouldBe(HttpStatusCode.Created);
        (await node.Http.SearchAsync("role:app ready:true")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_what_changed_need_be_sent()
    {
        using var node = await _server.EnrolAsync("app1.example.com");
        var first = await node.CheckInAsync(TestNodes.Document("app", ("port", Value.From(80))));
        (await SendAsync(node, HttpMethod.Put, tag: first.Hash)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(node, HttpMethod.Put, tag: "other")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        var patch = """{"document": {"port": 81, "ip": null}}""";
        (await SendAsync(node, HttpMethod.Put, patch, basis: "other")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(node, HttpMethod.Put, patch, basis: first.Hash)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await node.Http.SearchAsync("port:81 role:app")).ShouldBe([node.Name]);
        (await node.Http.SearchAsync("ip:*")).ShouldBeEmpty();
        // The hash is of the whole: a patch to the same gives the same.
        (await node.CheckInAsync(TestNodes.Document("app", ("port", Value.From(80))))).Hash.ShouldBe(first.Hash);
    }

    [Fact]
    public async Task A_wait_ends_for_exactly_the_nodes_whose_answers_changed()
    {
        using var app = await _server.EnrolAsync("app1.example.com");
        using var balancer = await _server.EnrolAsync("lb1.example.com");
        using var other = await _server.EnrolAsync("db1.example.com");
        await balancer.CheckInAsync(TestNodes.Document("haproxy"), "role:app AND ready:true");
        await other.CheckInAsync(TestNodes.Document("db"), "role:haproxy");
        var known = await balancer.AssignmentAsync();
        var knownOther = await other.AssignmentAsync();
        known.Answers.Single().Nodes.ShouldBeEmpty();
        var waiting = balancer.AssignmentAsync(known.Version, wait: 30);
        var waitingOther = other.AssignmentAsync(knownOther.Version, wait: 3);

        await app.CheckInAsync(TestNodes.Document("app"));
        await Task.Delay(300);
        waiting.IsCompleted.ShouldBeFalse();
        await app.ReportAsync("run-1");
        var news = await waiting.WaitAsync(Soon);
        news.Version.ShouldNotBe(known.Version);
        news.Answers.Single().Query.ShouldBe("roles:app AND ready:true");
        news.Answers.Single().Nodes.Single()["name"].AsString().ShouldBe("app1.example.com");
        var nothing = await waitingOther;
        nothing.Version.ShouldBe(knownOther.Version);
        nothing.Answers.ShouldBeEmpty();

    }

    [Fact]
    public async Task What_changes_all_the_time_is_no_news_for_others()
    {
        using var app = await _server.EnrolAsync("app1.example.com");
        using var balancer = await _server.EnrolAsync("lb1.example.com");
        await app.CheckInAsync(TestNodes.Document("app", ("facts", Memory(available: 1, total: 8))));
        await balancer.CheckInAsync(TestNodes.Document("haproxy"), "role:app");
        var known = await balancer.AssignmentAsync();

        var waiting = balancer.AssignmentAsync(known.Version, wait: 2);
        await app.CheckInAsync(TestNodes.Document("app", ("facts", Memory(available: 2, total: 8))));
        (await waiting).Version.ShouldBe(known.Version);
        waiting = balancer.AssignmentAsync(known.Version, wait: 30);
        await app.CheckInAsync(TestNodes.Document("app", ("facts", Memory(available: 2, total: 9))));
        (await waiting.WaitAsync(Soon)).Answers.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_order_ends_the_wait_and_is_done_when_its_report_comes()
    {
        using var node = await _server.EnrolAsync("app1.example.com");
        await node.CheckInAsync(TestNodes.Document("app"));
        var known = await node.AssignmentAsync();
        var waiting = node.AssignmentAsync(known.Version, wait: 30);
        await Task.Delay(100);
        using var asked = await _server.Root.PostAsJsonAsync($"{Routes.Node(node.Name)}/run", new OrderRequest(), ProtocolJson.Default.OrderRequest);
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var told = await waiting.WaitAsync(Soon);
        told.Order.ShouldNotBeNull().By.ShouldBe("root on the server");
        await node.ReportAsync("run-1", order: told.Order!.Id);
        (await node.AssignmentAsync(told.Version)).Order.ShouldBeNull();
    }

    [Fact]
    public async Task A_server_that_stops_does_not_wait_for_those_who_wait()
    {
        var server = await TestServer.StartAsync();
        using var node = await server.EnrolAsync("app1.example.com");
        var known = await node.AssignmentAsync();
        var waiting = node.AssignmentAsync(known.Version, wait: 30);
        await Task.Delay(100);
        await server.DisposeAsync().AsTask().WaitAsync(Soon);
        (await waiting).Version.ShouldBe(known.Version);
    }

    [Fact]
    public async Task Who_is_revoked_does_not_wait_any_longer()
    {
        using var node = await _server.EnrolAsync("app1.example.com");
        await node.CheckInAsync(TestNodes.Document("app"));
        var known = await node.AssignmentAsync();
        var waiting = node.Http.GetAsync($"{Routes.Assignment(node.Name)}?wait=30&known={known.Version}");
        await Task.Delay(100);
        using var revoked = await _server.Root.PostAsync($"{Routes.Node(node.Name)}/revoke", null);
        revoked.IsSuccessStatusCode.ShouldBeTrue();
        using var ended = await waiting.WaitAsync(Soon);
        ended.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_run_that_is_sent_twice_is_one_run_and_cannot_be_changed()
    {
        using var node = await _server.EnrolAsync("app1.example.com");
        using var thief = await _server.EnrolAsync("app2.example.com");
        await node.CheckInAsync(TestNodes.Document("app"));
        (await node.ReportAsync("run-1")).ShouldBe(HttpStatusCode.Created);
        (await node.ReportAsync("run-1", "failed")).ShouldBe(HttpStatusCode.OK);
        (await thief.ReportAsync("run-1")).ShouldBe(HttpStatusCode.Forbidden);
        (await thief.ReportAsync("run-2", of: node.Name)).ShouldBe(HttpStatusCode.Forbidden);
        var runs = await _server.Root.AskAsync(HttpMethod.Get, $"{Routes.Runs}?node={node.Name}", ProtocolJson.Default.PageRunSummary);
        runs.Items.Single().Status.ShouldBe("changed");
        runs.Items.Single().Corrective.ShouldBe(1);
        (await _server.Root.GetStringAsync($"{Routes.Runs}/run-1")).ShouldContain("file[/a]");
    }

    [Fact]
    public async Task A_node_that_is_not_heard_of_is_silent_until_it_speaks_again()
    {
        await using var server = await TestServer.StartAsync(static options => options with { SilentAfter = TimeSpan.FromSeconds(2) });
        using var node = await server.EnrolAsync("app1.example.com");
        await node.CheckInAsync(TestNodes.Document("app"));
        await node.ReportAsync("run-1");
        (await server.Root.SearchAsync("ready:true")).ShouldBe([node.Name]);
        await Until(async () => (await server.Root.SearchAsync("ready:true")).Count == 0);
        var nodes = await server.Root.AskAsync(HttpMethod.Get, Routes.Nodes, ProtocolJson.Default.PageNodeSummary);
        nodes.Items.Single().State.ShouldBe(NodeState.Silent);
        await node.CheckInAsync(TestNodes.Document("app"));
        await Until(async () => (await server.Root.SearchAsync("ready:true")).Count == 1);
    }

    [Fact]
    public async Task Whoever_waits_for_longer_than_nodes_may_be_silent_is_told_to_ask_again()
    {
        await using var server = await TestServer.StartAsync(static options => options with { SilentAfter = TimeSpan.FromSeconds(2) });
        using var node = await server.EnrolAsync("app1.example.com");
        await node.CheckInAsync(TestNodes.Document("app"));
        await node.ReportAsync("run-1");
        var known = await node.AssignmentAsync();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(5);)
        {
            known = await node.AssignmentAsync(known.Version, wait: 60);
            (await server.Root.SearchAsync("ready:true")).ShouldBe([node.Name]);
        }
    }

    [Fact]
    public async Task All_is_there_after_a_restart()
    {
        using var node = await _server.EnrolAsync("app1.example.com");
        await node.CheckInAsync(TestNodes.Document("app"), "role:app");
        await node.ReportAsync("run-1");
        await _server.RestartAsync();
        (await _server.Root.SearchAsync("role:app ready:true")).ShouldBe([node.Name]);
        using var again = _server.Connect(node.Certificate);
        (await again.SearchAsync("role:app")).ShouldBe([node.Name]);
    }

    [Theory]
    [InlineData("role:(", "column")]
    [InlineData("facts.x:[1 TO", "column")]
    public async Task A_query_that_is_none_is_refused_with_its_column(string query, string expected)
    {
        using var answer = await _server.Root.PostAsJsonAsync(Routes.Search, new SearchRequest(query), ProtocolJson.Default.SearchRequest);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(expected);
    }

    [Fact]
    public async Task The_description_of_the_api_has_every_call()
    {
        var document = await _server.Root.GetStringAsync("/v1/openapi.json");
        document.ShouldContain("/v1/nodes/{node}/assignment");
        document.ShouldContain("\"openapi\":\"3.1.0\"");
        (await _server.Root.GetStringAsync("/metrics")).ShouldContain("converge_server_generation");
        (await _server.Root.GetStringAsync("/healthz")).ShouldBe("ok\n");
        (await _server.Root.GetStringAsync("/readyz")).ShouldBe("ready\n");
    }

    private static Value Memory(int available, int total) =>
        Value.From(new ScriptObject { ["memory"] = Value.From(new ScriptObject { ["available"] = Value.From(available), ["total"] = Value.From(total) }) });

    private static async Task Until(Func<Task<bool>> condition)
    {
        for (var attempt = 0; attempt < 100 && !await condition(); attempt++)
            await Task.Delay(100);
        (await condition()).ShouldBeTrue();
    }

    private static async Task<HttpResponseMessage> SendAsync(TestNode node, HttpMethod method, string? patch = null, string? tag = null, string? basis = null)
    {
        using var request = new HttpRequestMessage(method, Routes.Node(node.Name)) { Version = HttpVersion.Version20 };
        if (patch is not null)
            request.Content = new StringContent(patch, new System.Net.Http.Headers.MediaTypeHeaderValue(CheckIn.PatchType));
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", $"\"{tag}\"");
        if (basis is not null)
            request.Headers.Add(CheckIn.Base, basis);
        return await node.Http.SendAsync(request);
    }
}
