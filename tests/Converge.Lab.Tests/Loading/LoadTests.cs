using System.Net;
using System.Net.Sockets;
using System.Text;
using Converge.Lab.Loading;
using Shouldly;
using Xunit;

namespace Converge.Lab.Tests.Loading;

public sealed class LoadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_service_that_stops_and_comes_back_has_one_outage_as_long_as_it_was_away()
    {
        using var site = new Site();
        using var load = new Load(new(site.Address, null, HttpMethod.Get, PerSecond: 50, Patience));
        using var end = new CancellationTokenSource();
        var running = load.RunAsync(end.Token);
        await Task.Delay(500);
        var away = System.Diagnostics.Stopwatch.StartNew();
        site.Stop();
        await Task.Delay(800);
        site.Start();
        away.Stop();
        await Task.Delay(500);
        await end.CancelAsync();

        var result = await running;

        result.Outages.Length.ShouldBe(1);
        result.Outages[0].HasEnded.ShouldBeTrue();
        result.Outages[0].Length.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(600));
        result.Outages[0].Length.ShouldBeLessThan(away.Elapsed + TimeSpan.FromMilliseconds(500));
        result.Problems.ShouldContain(static problem => problem.Problem == "refused");
        result.Failed.ShouldBeLessThan(result.Requests.Length);
        result.Answered(0.5).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(404, "status 404")]
    [InlineData(503, "status 503")]
    public async Task An_answer_that_is_an_error_is_a_failure(int status, string problem)
    {
        using var site = new Site { Status = status };
        (await BrieflyAsync(site)).Problems.Select(static found => found.Problem).ShouldBe([problem]);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(301)]
    public async Task Any_other_answer_is_none(int status)
    {
        using var site = new Site { Status = status };
        (await BrieflyAsync(site)).Failed.ShouldBe(0);
    }

    [Fact]
    public async Task Requests_do_not_wait_for_those_before()
    {
        using var site = new Site { Delay = TimeSpan.FromMilliseconds(700) };
        using var load = new Load(new(site.Address, null, HttpMethod.Get, PerSecond: 20, Patience));
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        var result = await load.RunAsync(end.Token);

        result.Requests.Length.ShouldBeGreaterThan(10);
        result.Answered(1).ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromMilliseconds(650));
    }

    [Fact]
    public void An_outage_is_from_the_first_request_that_failed_to_the_first_that_did_not()
    {
        var result = Result("ok", "ok", "refused", "refused", "ok", "refused", "ok", "refused");

        result.Outages.ShouldBe(
        [
            new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), HasEnded: true),
            new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), HasEnded: true),
            new(TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(1), HasEnded: false),
        ]);
        result.Longest.ShouldBe(result.Outages[0]);
    }

    [Fact]
    public void Where_nothing_failed_there_is_no_outage()
    {
        var result = Result("ok", "ok");
        result.Outages.ShouldBeEmpty();
        result.Longest.ShouldBeNull();
    }

    private static async Task<LoadResult> BrieflyAsync(Site site)
    {
        using var load = new Load(new(site.Address, null, HttpMethod.Get, PerSecond: 20, Patience));
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));
        var result = await load.RunAsync(end.Token);
        result.Requests.ShouldNotBeEmpty();
        return result;
    }

    /// <summary>One request a second.</summary>
    private static LoadResult Result(params string[] outcomes) =>
        new(DateTimeOffset.UnixEpoch, 1, [.. outcomes.Select(static (outcome, index) => new LoadedRequest(TimeSpan.FromSeconds(index), TimeSpan.FromMilliseconds(5), outcome == "ok" ? null : outcome))]);

    /// <summary>The smallest service there is.</summary>
    private sealed class Site : IDisposable
    {
        private TcpListener _listener = Listen(0);

        public Site()
        {
            Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
            _ = ServeAsync();
        }

        public Uri Address { get; }

        public int Status { get; init; } = 200;

        public TimeSpan Delay { get; init; }

        public void Stop() => _listener.Stop();

        public void Start()
        {
            _listener = Listen(Address.Port);
            _ = ServeAsync();
        }

        public void Dispose() => _listener.Dispose();

        private static TcpListener Listen(int port)
        {
            var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Start();
            return listener;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                    _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // It was stopped.
            }
        }

        private async Task AnswerAsync(TcpClient client)
        {
            using (client)
            {
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[4096]);
                await Task.Delay(Delay);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {Status} x\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"));
            }
        }
    }
}
