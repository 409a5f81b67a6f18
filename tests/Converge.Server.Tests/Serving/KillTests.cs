using System.Collections.Concurrent;
using System.Net;
using Converge.Language.Values;
using Converge.Protocol;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Serving;

/// <summary>A server that is killed while nodes talk to it has what it said yes to.</summary>
public sealed class KillTests : IDisposable
{
    private const int Nodes = 6;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(2026);
    private readonly ConcurrentDictionary<string, int> _said = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<string> _runs = [];
    private int _last;

    private static int Times => Environment.GetEnvironmentVariable("CI") == "true" || Fuzz.IsThorough ? 100 : 10;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_write_that_was_acknowledged_is_there_after_the_server_was_killed()
    {
        var (nodes, pin) = await EnrolAsync();
        for (var round = 0; round < Times; round++)
        {
            using var server = await ServedFolder.StartAsync(_folder.Path);
            await CheckAsync();
            _runs.Clear();
            using var end = new CancellationTokenSource();
            var writers = nodes.Select(node => WriteAsync(server.Address, pin, node, end.Token)).ToArray();
            await Task.Delay(_random.Next(20, 700));
            await server.KillAsync();
            await end.CancelAsync();
            await Task.WhenAll(writers);
        }
        using (await ServedFolder.StartAsync(_folder.Path))
            await CheckAsync();
        _last.ShouldBeGreaterThan(Times, "nothing was written between the kills");
        foreach (var node in nodes)
            node.Dispose();
    }

    private async Task<(List<TestNode> Nodes, string Pin)> EnrolAsync()
    {
        await using var server = await TestServer.StartAsync(options => options with { Data = _folder.Path });
        var nodes = new List<TestNode>();
        for (var number = 0; number < Nodes; number++)
            nodes.Add(await server.EnrolAsync($"app{number}.example.com"));
        return (nodes, server.Pin);
    }

    private async Task WriteAsync(Uri address, string pin, TestNode node, CancellationToken cancel)
    {
        using var http = TestServer.Connect(address, pin, node.Certificate);
        var writer = node with { Http = http };
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                var number = Interlocked.Increment(ref _last);
                await writer.CheckInAsync(TestNodes.Document("app", ("number", Value.From(number)))).WaitAsync(cancel);
                _said[node.Name] = number;
                if (await writer.ReportAsync($"{number}-run").WaitAsync(cancel) == HttpStatusCode.Created)
                    _runs.Add($"{number}-run");
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // It was killed.
        }
    }

    private async Task CheckAsync()
    {
        using var root = TestServer.ConnectAsRoot(_folder.Path);
        foreach (var (name, number) in _said)
        {
            var details = await root.AskAsync(HttpMethod.Get, Routes.Node(name), ProtocolJson.Default.NodeDetails);
            // What it did not come to say yes to may be there as well.
            details.Document!["number"].AsInt().ShouldBeGreaterThanOrEqualTo(number, name);
        }
        foreach (var run in _runs)
            (await root.GetStringAsync($"{Routes.Runs}/{run}")).ShouldContain(run);
    }
}
