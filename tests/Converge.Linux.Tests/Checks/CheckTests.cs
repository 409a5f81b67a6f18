using System.Net;
using System.Net.Sockets;
using System.Text;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Checks;
using Converge.Linux.Machine;
using Converge.Linux.Tests.Machine.Systemd;
using Converge.Plans;
using Converge.Resources;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Checks;

public sealed class CheckTests : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public CheckTests() => _listener.Start();

    public void Dispose()
    {
        _listener.Dispose();
        _root.Dispose();
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    [Fact]
    public async Task A_port_accepts_connections_or_does_not()
    {
        (await Ask("tcp", $"{Port}")).ShouldBeNull();
        (await Ask("tcp", $"localhost:{Port}")).ShouldBeNull();
        var port = Port;
        _listener.Stop();
        (await Ask("tcp", $"{port}")).ShouldBe($"nothing accepts connections on 127.0.0.1:{port}: connection refused");
        (await Ask("tcp", $"[::1]:{port}")).ShouldBe($"nothing accepts connections on [::1]:{port}: connection refused");
    }

    [Fact]
    public async Task What_becomes_true_in_time_is_true()
    {
        var port = Port;
        _listener.Stop();
        var asking = Ask("tcp", $"{port}", ("within", "20s"));
        await Task.Delay(300);
        asking.IsCompleted.ShouldBeFalse();
        using var late = new TcpListener(IPAddress.Loopback, port);
        late.Start();
        (await asking).ShouldBeNull();
    }

    [Fact]
    public async Task A_page_answers_as_it_should_or_does_not()
    {
        using var end = new CancellationTokenSource();
        var serving = ServeAsync(end.Token);
        var url = $"http://127.0.0.1:{Port}";
        (await Ask("http", $"{url}/healthz", ("contains", "all is well"))).ShouldBeNull();
        (await Ask("http", $"{url}/healthz", ("contains", "all is bad"))).ShouldBe($"there is no 'all is bad' in what {url}/healthz answers");
        (await Ask("http", $"{url}/nowhere")).ShouldBe($"{url}/nowhere answers 404 instead of 200");
        (await Ask("http", $"{url}/nowhere", ("expect", 404))).ShouldBeNull();
        (await Ask("http", $"{url}/moved")).ShouldBe($"{url}/moved answers 302 instead of 200, and points to /healthz");
        (await Ask("http", $"{url}/host", ("host", "example.com"), ("contains", "example.com"))).ShouldBeNull();
        (await Ask("http", $"{url}/silent")).ShouldBe("there was no answer within 1s");
        await end.CancelAsync();
        await serving;
        _listener.Stop();
        (await Ask("http", $"{url}/")).ShouldBe($"{url}/ does not answer: connection refused");
    }

    [LibraryFact]
    public async Task A_unit_runs_or_does_not()
    {
        using var systemd = new FakeSystemd(_root);
        (await Ask("service", "good")).ShouldBeNull();
        (await Ask("service", "bad")).ShouldBe("'bad.service' has failed");
        (await Ask("service", "looping")).ShouldBe("'looping.service' fails and is started again and again");
        (await Ask("service", "idle")).ShouldBe("'idle.service' is inactive");
        (await Ask("service", "nowhere")).ShouldBe("there is no unit 'nowhere.service'");
    }

    [Fact]
    public async Task A_command_ends_well_or_does_not()
    {
        (await Ask("command", "true", ("line", "true"))).ShouldBeNull();
        (await Ask("command", "x", ("line", "echo a; echo it is bad >&2; exit 3"))).ShouldBe("'x' ended with 3 instead of 0: it is bad");
        (await Ask("command", "x", ("line", "exit 3"), ("expect", 3))).ShouldBeNull();
        (await Ask("command", "x", ("line", "echo hello"), ("contains", "world"))).ShouldBe("'x' does not say 'world': hello");
        (await Ask("command", "x", ("line", "sleep 60"))).ShouldBe("there was no answer within 1s");
    }

    [Fact]
    public async Task The_end_of_the_run_ends_a_check()
    {
        _listener.Stop();
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Should.ThrowAsync<OperationCanceledException>(() => Runner().RunAsync(Check("tcp", $"{1}", ("within", "1h")), waits: true, end.Token));
    }

    [Fact]
    public async Task Of_what_was_left_half_done_the_first_answer_counts()
    {
        _listener.Stop();
        var result = await Runner().RunAsync(Check("tcp", $"{1}", ("within", "1h")), waits: false, CancellationToken.None);
        result.Problem.ShouldBe("nothing accepts connections on 127.0.0.1:1: connection refused");
    }

    private async Task<string?> Ask(string kind, string title, params (string Name, object Value)[] properties)
    {
        var all = properties.Any(static p => p.Name == "within") ? properties : [.. properties, ("within", "1s")];
        var result = await Runner().RunAsync(Check(kind, title, all), waits: true, CancellationToken.None);
        return result.Problem;
    }

    private ICheckRunner Runner() => new CheckRunner(new LinuxMachine(_root.Path));

    private static CatalogCheck Check(string kind, string title, params (string Name, object Value)[] properties) => new(new(kind, title), new("recipe.yaml", 1, 1))
    {
        Properties = properties.Aggregate(new PropertyMap<CatalogProperty>(), static (map, p) => map.With(p.Name, new(p.Value is int number ? Value.From(number) : Value.From((string)p.Value), default))),
    };

    private async Task ServeAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(cancel));
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private static async Task AnswerAsync(TcpClient client)
    {
        using var connection = client;
        var stream = client.GetStream();
        var buffer = new byte[4096];
        var request = Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
        if (request.StartsWith("GET /silent", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromSeconds(5));
        var (status, body) = request.Split(' ')[1] switch
        {
            "/healthz" => ("200 OK", "all is well"),
            "/host" => ("200 OK", request),
            "/moved" => ("302 Found\r\nLocation: /healthz", ""),
            _ => ("404 Not Found", ""),
        };
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
    }
}
