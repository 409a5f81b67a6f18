using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Server.Tests.Serving;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Storage.PostgreSql;

/// <summary>Two servers that have a database together are one for nodes: which of them they talk to does not matter.</summary>
[Collection(PostgreSqlTests.Name)]
[NeedsPostgreSql]
public sealed class SeveralServersTests(PostgreSqlFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<HttpClient> _clients = [];
    private TestServer _one = null!;
    private TestServer _other = null!;

    public async Task InitializeAsync()
    {
        if (NeedsPostgreSqlAttribute.WhySkipped is not null)
            return;
        var database = await (await postgres.Server).CreateDatabaseAsync();
        _one = await TestServer.StartAsync(options => options with { Database = database });
        _other = await TestServer.StartAsync(options => options with { Database = database }, options => GiveAuthorityAsync(_one.Options, options));
    }

    public async Task DisposeAsync()
    {
        _clients.ForEach(static client => client.Dispose());
        if (_one is null)
            return;
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    [StorageFact]
    public async Task What_happens_at_one_is_news_at_the_other()
    {
        using var app = await _one.EnrolAsync("app1.example.com");
        using var enrolled = await _other.EnrolAsync("lb1.example.com");
        var balancer = At(_other, enrolled);
        await At(_one, enrolled).CheckInAsync(TestNodes.Document("haproxy"), "role:app ready:true");

        var known = await balancer.AssignmentAsync();
        var waiting = balancer.AssignmentAsync(known.Version, wait: 30);
        await Task.Delay(200);
        waiting.IsCompleted.ShouldBeFalse();
        await app.CheckInAsync(TestNodes.Document("app"));
        await app.ReportAsync("run-1");
        known = await waiting.WaitAsync(Patience);
        known.Answers.ShouldHaveSingleItem().Nodes.ShouldHaveSingleItem()["name"].AsString().ShouldBe(app.Name);
        (await _other.Root.AskAsync(HttpMethod.Get, Routes.Runs, ProtocolJson.Default.PageRunSummary)).Items.ShouldHaveSingleItem().Node.ShouldBe(app.Name);

        waiting = balancer.AssignmentAsync(known.Version, wait: 30);
        using var asked = await _one.Root.PostAsJsonAsync($"{Routes.Node(balancer.Name)}/run", new OrderRequest(), ProtocolJson.Default.OrderRequest);
        var order = (await waiting.WaitAsync(Patience)).Order.ShouldNotBeNull();
        var elsewhere = At(_one, enrolled);
        await elsewhere.ReportAsync("run-2", order: order.Id);
        (await balancer.AssignmentAsync()).Order.ShouldBeNull();
    }

    [StorageFact]
    public async Task Who_is_revoked_at_one_is_nobody_at_the_other()
    {
        using var enrolled = await _one.EnrolAsync("app1.example.com");
        var node = At(_other, enrolled);
        await node.CheckInAsync(TestNodes.Document("app"));
        using var revoked = await _one.Root.PostAsync($"{Routes.Node(node.Name)}/revoke", null);
        revoked.IsSuccessStatusCode.ShouldBeTrue();
        for (var clock = Stopwatch.StartNew();; await Task.Delay(50))
        {
            using var refused = await At(_other, enrolled).Http.GetAsync(Routes.Assignment(node.Name));
            if (refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                break;
            clock.Elapsed.ShouldBeLessThan(Patience, refused.StatusCode.ToString());
        }
    }

    /// <summary>What somebody does by hand before the second one is started.</summary>
    private static Task GiveAuthorityAsync(ServerOptions from, ServerOptions to)
    {
        Directory.CreateDirectory(Path.Combine(to.Data, "pki"));
        foreach (var file in new[] { "authority.key", "authority.crt" })
            File.Copy(Path.Combine(from.Data, "pki", file), Path.Combine(to.Data, "pki", file));
        return Task.CompletedTask;
    }

    /// <summary>The same node, which talks to another server.</summary>
    private TestNode At(TestServer server, TestNode node)
    {
        var http = server.Connect(node.Certificate);
        _clients.Add(http);
        return node with { Http = http };
    }
}
