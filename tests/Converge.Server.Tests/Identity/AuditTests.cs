using System.Net;
using System.Net.Http.Json;
using Converge.Protocol;
using Converge.Server.Tests.Servers;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Identity;

public sealed class AuditTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task All_that_somebody_does_is_written_down_and_no_token_anywhere()
    {
        var admin = await _server.OperatorAsync("alice", OperatorRole.Admin);
        using var alice = _server.Client(token: admin.Token);
        var token = await RunningServer.ReadAsync(await alice.PostAsJsonAsync(Routes.Tokens, new TokenRequest("app*.example.com") { Uses = 2 }, ProtocolJson.Default.TokenRequest), ProtocolJson.Default.EnrolmentToken);
        var node = new TestNode("app1.example.com");
        await node.EnrolAsync(_server, token.Token!);
        using var client = _server.Client(node.Certificate);
        await client.PostAsJsonAsync(Routes.Renew, new EnrolRequest(node.Request()), ProtocolJson.Default.EnrolRequest).ShouldGive();
        await alice.PostAsync($"{Routes.Node(node.Name)}/run", content: null).ShouldGive();
        await alice.PostAsync($"{Routes.Node(node.Name)}/revoke", content: null).ShouldGive();
        await alice.DeleteAsync(Routes.Node(node.Name)).ShouldGive();
        await alice.DeleteAsync($"{Routes.Tokens}/{token.Id}").ShouldGive();
        var other = await RunningServer.ReadAsync(await alice.PostAsJsonAsync(Routes.Operators, new OperatorRequest("bob", OperatorRole.Viewer), ProtocolJson.Default.OperatorRequest), ProtocolJson.Default.OperatorToken);
        await alice.DeleteAsync($"{Routes.Operators}/{other.Id}").ShouldGive();
        await alice.GetAsync("/v1/nodes?query=((").ShouldRefuse(HttpStatusCode.BadRequest);

        var entries = await _server.AuditAsync();

        entries.Reverse().Select(static entry => $"{entry.Who} | {entry.Did} | {entry.What}").ShouldBe(
        [
            "root on the server | create operator | alice",
            $"alice | create token | {token.Id}",
            "app1.example.com | enrol | app1.example.com",
            "app1.example.com | renew | app1.example.com",
            "alice | order run | app1.example.com",
            "alice | revoke | app1.example.com",
            "alice | remove node | app1.example.com",
            $"alice | remove token | {token.Id}",
            "alice | create operator | bob",
            "alice | remove operator | bob",
        ]);
        entries[0].From.ShouldBe("127.0.0.1");
        var secrets = new[] { admin.Token!, token.Token!, other.Token! }.Select(static text => text.Split('_')[2]).ToList();
        secrets.ShouldAllBe(secret => !_server.Log.Contains(secret, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(_server.Data, "*", SearchOption.AllDirectories).Where(static file => !file.EndsWith(".sock", StringComparison.Ordinal)))
        {
            var text = await File.ReadAllTextAsync(file);
            secrets.ShouldAllBe(secret => !text.Contains(secret, StringComparison.Ordinal), file);
        }
    }

    [Fact]
    public async Task What_was_done_can_be_searched()
    {
        await _server.TokenAsync(new("needle1.example.com"));
        await _server.TokenAsync(new("hay.example.com"));
        using var root = _server.Root();
        (await root.GetFromJsonAsync($"{Routes.Audit}?text=needle1", ProtocolJson.Default.PageAuditEntry))!.Items.ShouldHaveSingleItem().Detail!.ShouldContain("needle1");
    }
}
