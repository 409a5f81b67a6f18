using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Text;
using Converge.Protocol;
using Converge.Server.Tests.Servers;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Identity;

/// <summary>Time and memory are measured, which others would take part of.</summary>
[CollectionDefinition(nameof(HostileTests), DisableParallelization = true)]
public sealed class AloneCollection;

/// <summary>What somebody sends who means harm, over real connections. After each of it the server answers as before.</summary>
[Collection(nameof(HostileTests))]
public sealed class HostileTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();
    private TestNode _node = null!;

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _node = await _server.NodeAsync("app1.example.com");
    }

    public async Task DisposeAsync()
    {
        using (var client = _server.Client(_node.Certificate))
            await client.GetAsync("/v1/nodes/app1.example.com/assignment").ShouldGive();
        var log = _server.Log;
        await _server.DisposeAsync();
        log.ShouldNotContain("unexpected happened");
    }

    [Theory]
    [InlineData("POST", "/v1/enrol", 17 * 1024, false)]
    [InlineData("POST", "/v1/enrol", 17 * 1024, true)]
    [InlineData("PUT", "/v1/nodes/app1.example.com", (4 * 1024 * 1024) + 1, false)]
    [InlineData("PUT", "/v1/nodes/app1.example.com", (4 * 1024 * 1024) + 1, true)]
    [InlineData("POST", "/v1/runs", (8 * 1024 * 1024) + 1, false)]
    [InlineData("POST", "/v1/runs", (8 * 1024 * 1024) + 1, true)]
    [InlineData("POST", "/v1/search", 65 * 1024, false)]
    [InlineData("POST", "/v1/search", 65 * 1024, true)]
    [InlineData("POST", "/login", 5 * 1024, true)]
    public async Task A_body_that_is_too_long_is_not_read(string method, string path, int length, bool isChunked)
    {
        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var client = _server.Client(path is "/login" ? null : _node.Certificate, version: version);
            using var request = new HttpRequestMessage(new(method), path) { Version = version, Content = new ByteArrayContent(Filled(length)) };
            request.Headers.Add("Origin", $"https://localhost:{_server.Port}");
            request.Content.Headers.ContentType = new(path is "/login" ? "application/x-www-form-urlencoded" : "application/json");
            if (isChunked)
            {
                request.Content.Headers.ContentLength = null;
                request.Headers.TransferEncodingChunked = version == HttpVersion.Version11;
            }
            try
            {
                using var response = await client.SendAsync(request);
                ((int)response.StatusCode).ShouldBe(413, await response.Content.ReadAsStringAsync());
            }
            catch (HttpRequestException e)
            {
                // The server may hang up while the rest is being sent.
                e.Message.ShouldContain("cop");
            }
        }
    }

    [Fact]
    public async Task A_report_that_unpacks_to_very_much_is_refused_before_it_is_there()
    {
        using var client = _server.Client(_node.Certificate);
        var bomb = Reports.Pack(new byte[512 * 1024 * 1024]);
        bomb.Length.ShouldBeLessThan(1024 * 1024);
        var before = GC.GetTotalAllocatedBytes();
        await client.PostAsync(Routes.Runs, new ByteArrayContent(bomb)).ShouldRefuse(HttpStatusCode.RequestEntityTooLarge);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(400L * 1024 * 1024);
    }

    [Fact]
    public async Task A_run_stays_as_it_was_told_first()
    {
        using var client = _server.Client(_node.Certificate);
        await client.PostAsync(Routes.Runs, Reports.Packed(Reports.Of("r1", _node.Name))).ShouldGive();
        await client.PostAsync(Routes.Runs, Reports.Packed(Reports.Of("r1", _node.Name, "failed"))).ShouldGive();
        using var root = _server.Root();
        (await root.GetStringAsync($"{Routes.Runs}/r1")).ShouldContain("\"changed\"");
        var other = await _server.NodeAsync("app2.example.com");
        using var mallory = _server.Client(other.Certificate);
        await mallory.PostAsync(Routes.Runs, Reports.Packed(Reports.Of("r1", other.Name))).ShouldRefuse(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("..")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("r\\u0000")]
    public async Task The_id_of_a_run_is_no_path(string id)
    {
        using var client = _server.Client(_node.Certificate);
        await client.PostAsync(Routes.Runs, Reports.Packed(Reports.Of(id, _node.Name))).ShouldRefuse(HttpStatusCode.BadRequest);
        Directory.Exists(Path.Combine(Path.GetDirectoryName(_server.Data)!, "etc")).ShouldBeFalse();
        Directory.GetFileSystemEntries(Path.GetDirectoryName(_server.Data)!).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Who_says_nothing_or_says_it_very_slowly_is_hung_up_on()
    {
        using var silent = await _server.ConnectAsync(_node.Certificate);
        using var headers = await _server.ConnectAsync(_node.Certificate);
        using var body = await _server.ConnectAsync(_node.Certificate);
        await headers.WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n"u8.ToArray());
        await body.WriteAsync(Encoding.ASCII.GetBytes("PUT /v1/nodes/app1.example.com HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n{"));
        var clock = Stopwatch.StartNew();
        // The one that is silent has no request, which is what keeps connections of nodes open.
        await Task.WhenAll(Dribble(headers, "X-A: b\r\n"), Dribble(body, "a"));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(40));
        silent.Write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"u8);
        (await FirstLine(silent)).ShouldBe("HTTP/1.1 200 OK");
    }

    [Theory]
    [InlineData("/v1/nodes/..%2fapp2/assignment")]
    [InlineData("/v1/nodes/app1.example.com%2f..%2fapp2.example.com/assignment")]
    [InlineData("/v1/nodes/app1.example.com/../app2.example.com/assignment")]
    [InlineData("/v1/nodes/%61pp2.example.com/assignment")]
    [InlineData("/v1/nodes/app2.example.com/./assignment")]
    [InlineData("//v1/nodes/app2.example.com/assignment")]
    [InlineData("/v1/nodes/app1.example.com%00/assignment")]
    [InlineData("/v1/nodes/app1.example.com%252f/assignment")]
    [InlineData("/v1/nodes/APP1.example.com/assignment")]
    [InlineData("/v1/nodes/app1.example.com;x=y/assignment")]
    [InlineData("/v1/nodes/app1.example.com%20/assignment")]
    [InlineData("/v1/nodes/%c0%ae%c0%ae/assignment")]
    [InlineData("/v1/nodes/%ef%bc%8e%ef%bc%8e%ef%bc%8f/assignment")]
    [InlineData("/v1/secrets/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/v1/secrets/%2e%2e/%2e%2e/keys/production")]
    [InlineData("/repo.git/../pki/authority.key")]
    [InlineData("/repo.git/..%2fpki%2fauthority.key")]
    [InlineData("/repo.git/%2e%2e/pki/authority.key")]
    [InlineData("/repo.git//etc/passwd")]
    [InlineData("/v1/../pki/authority.key")]
    [InlineData("http://other.example.com/v1/nodes/app2.example.com/assignment")]
    public async Task Tricks_with_paths_lead_nowhere(string path)
    {
        await _server.NodeAsync("app2.example.com");
        foreach (var certificate in new[] { _node.Certificate, null })
        {
            using var stream = await _server.ConnectAsync(certificate);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
            var answer = await All(stream);
            answer[9..12].ShouldBeOneOf("400", "401", "403", "404", "405");
            answer.ShouldNotContain("root:");
            answer.ShouldNotContain("PRIVATE KEY");
        }
    }

    [Theory]
    [InlineData("GET /v1/nodes/%61pp1.example.com/assignment HTTP/1.1")]
    [InlineData("GET /v1/nodes/app2/../app1.example.com/assignment HTTP/1.1")]
    public async Task Other_spellings_of_what_one_may_are_the_same(string line)
    {
        using var stream = await _server.ConnectAsync(_node.Certificate);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        (await All(stream)).ShouldStartWith("HTTP/1.1 200");
    }

    [Theory]
    [InlineData("POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/nodes HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde")]
    [InlineData("POST /v1/search HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /v1/search HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("POST /v1/search HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\n\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n")]
    [InlineData("GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /healthz\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /hea\0lthz HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    public async Task Requests_that_mean_two_things_are_refused_and_end_the_connection(string request)
    {
        using var stream = await _server.ConnectAsync(_node.Certificate);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        var answer = await All(stream);
        answer[9..12].ShouldBeOneOf("400", "505", "501", "413");
        answer.Split("HTTP/1.1 ").Length.ShouldBe(2, answer);
    }

    [Fact]
    public async Task Huge_lists_of_headers_and_lines_are_refused()
    {
        string[] requests =
        [
            $"GET /healthz HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 5000).Select(static i => $"X-{i}: a\r\n"))}\r\n",
            $"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: {new string('a', 200_000)}\r\n\r\n",
            $"GET /{new string('a', 200_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            $"GET /v1/nodes/{string.Concat(Enumerable.Repeat("%41", 60_000))} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ];
        foreach (var request in requests)
        {
            using var stream = await _server.ConnectAsync(_node.Certificate);
            try
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
            }
            catch (IOException)
            {
                // It hung up before it had seen all.
            }
            (await All(stream)).ShouldMatch("^(HTTP/1.1 4(31|14) (.|\n|\r)*)?$", request[..30]);
        }
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public async Task Very_deep_nesting_is_refused(string open)
    {
        using var client = _server.Client(_node.Certificate);
        var deep = string.Concat(Enumerable.Repeat(open, 10_000));
        await client.PutAsync(Routes.Node(_node.Name), new StringContent($"{{\"document\":{{\"x\":{deep}}}}}")).ShouldRefuse(HttpStatusCode.BadRequest);
        await client.PostAsync(Routes.Search, new StringContent(deep)).ShouldRefuse(HttpStatusCode.BadRequest);
        await client.PostAsync(Routes.Runs, Reports.Packed(deep)).ShouldRefuse(HttpStatusCode.BadRequest);
        await client.PostAsync(Routes.Search, new StringContent($"{{\"query\":\"{string.Concat(Enumerable.Repeat("(", 10_000))}\"}}")).ShouldRefuse(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("{\"signing_request\":null,\"token\":null}")]
    [InlineData("{\"signing_request\":5}")]
    [InlineData("\u0000\u0001\u0002")]
    [InlineData("")]
    public async Task What_is_not_as_expected_is_refused_without_a_stack_trace(string body)
    {
        using var client = _server.Client();
        (await client.PostAsync(Routes.Enrol, new StringContent(body)).ShouldRefuse(HttpStatusCode.BadRequest)).ShouldNotContain("   at ");
        using var node = _server.Client(_node.Certificate);
        foreach (var path in (string[])[Routes.Renew, Routes.Search])
            (await node.PostAsync(path, new StringContent(body)).ShouldRefuse(HttpStatusCode.BadRequest)).ShouldNotContain("   at ");
        using var root = _server.Root();
        foreach (var path in (string[])[Routes.Tokens, Routes.Operators])
            (await root.PostAsync(path, new StringContent(body)).ShouldRefuse(HttpStatusCode.BadRequest)).ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("/v1/runs?limit=0")]
    [InlineData("/v1/runs?limit=-1")]
    [InlineData("/v1/runs?limit=1001")]
    [InlineData("/v1/runs?limit=99999999999999")]
    [InlineData("/v1/runs?after=x")]
    [InlineData("/v1/runs?after=..")]
    [InlineData("/v1/audit?after=x")]
    [InlineData("/v1/audit?limit=0")]
    [InlineData("/v1/nodes?limit=0")]
    [InlineData("/v1/nodes?query=((")]
    [InlineData("/v1/nodes/app1.example.com/assignment?wait=-1")]
    [InlineData("/v1/nodes/app1.example.com/assignment?wait=3601")]
    public async Task What_is_asked_for_out_of_range_is_refused(string path)
    {
        using var client = path.Contains("assignment", StringComparison.Ordinal) ? _server.Client(_node.Certificate) : _server.Root();
        await client.GetAsync(path).ShouldRefuse(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/v1/runs/unknown")]
    [InlineData("/v1/runs/%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("/v1/runs/a%0ab")]
    [InlineData("/v1/nodes/unknown")]
    [InlineData("/v1/nodes/unknown/certificates")]
    [InlineData("/v1/nodes/a%00b")]
    [InlineData("/v1/nodes/%ff%fe")]
    [InlineData("/v1/nodes/%f0%9f%98%80/certificates")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using var client = _server.Client(token: (await _server.OperatorAsync("alice", OperatorRole.Viewer)).Token, version: HttpVersion.Version11);
        using var response = await client.GetAsync(path);
        ((int)response.StatusCode).ShouldBeOneOf(400, 404);
    }

    [Theory]
    [InlineData("{\"query\":\"*\",\"limit\":0}")]
    [InlineData("{\"query\":\"*\",\"limit\":-5}")]
    [InlineData("{\"query\":\"*\",\"fields\":[null]}")]
    [InlineData("{\"query\":\"*\",\"fields\":[\"\"]}")]
    [InlineData("{\"query\":null}")]
    [InlineData("{\"query\":\"\"}")]
    public async Task Searches_for_nothing_are_refused(string body)
    {
        using var client = _server.Client(_node.Certificate);
        await client.PostAsync(Routes.Search, new StringContent(body)).ShouldRefuse(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Streams_that_are_opened_and_reset_very_fast_hurt_nobody()
    {
        const int Streams = 20_000;
        using var stream = await _server.ConnectAsync(_node.Certificate, SslApplicationProtocol.Http2);
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await stream.WriteAsync(Frame(4, 0, 0, []));
        // :method GET, :scheme https, :path /, and the authority 'localhost'.
        byte[] headers = [0x82, 0x87, 0x84, 0x41, 9, .. "localhost"u8];
        try
        {
            for (var i = 0; i < Streams; i++)
            {
                var id = (i * 2) + 1;
                await stream.WriteAsync((byte[])[.. Frame(1, 5, id, headers), .. Frame(3, 0, id, [0, 0, 0, 8])]);
            }
        }
        catch (IOException)
        {
            // Hung up on, as it should be.
        }
        using var client = _server.Client(_node.Certificate);
        var clock = Stopwatch.StartNew();
        await client.GetAsync("/healthz").ShouldGive();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task No_search_shows_a_secret_or_what_only_operators_see()
    {
        using var client = _server.Client(_node.Certificate);
        await client.PutAsync(Routes.Node(_node.Name), new StringContent("{\"document\":{\"ip\":\"10.0.0.1\"},\"searches\":[\"role:db\"],\"version\":\"1\"}")).ShouldGive();
        foreach (var fields in (string[])["", "\"hash\",\"searches\",\"said\",\"order\",\"revision\",\"certificates\",\"token\",\"said.ip\",\"last_run\""])
        {
            var answer = await client.PostAsync(Routes.Search, new StringContent($"{{\"query\":\"*\",\"fields\":[{fields}]}}")).ShouldGive();
            answer.ShouldContain("app1.example.com");
            foreach (var hidden in (string[])["role:db", "serial", "BEGIN", "cve_", "cvo_"])
                answer.ShouldNotContain(hidden);
        }
    }

    private static byte[] Filled(int length)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill((byte)' ');
        return bytes;
    }

    private static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload) =>
        [0, (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, (byte)(stream >> 24), (byte)(stream >> 16), (byte)(stream >> 8), (byte)stream, .. payload];

    /// <summary>Sends a little each second until that is not possible any more.</summary>
    private static async Task Dribble(SslStream stream, string text)
    {
        var closed = All(stream);
        try
        {
            for (var i = 0; i < 60 && !closed.IsCompleted; i++)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
                await Task.WhenAny(closed, Task.Delay(TimeSpan.FromSeconds(1)));
            }
        }
        catch (IOException)
        {
            // That is it.
        }
        (await closed).ShouldMatch("^(HTTP/1.1 408 (.|\n|\r)*)?$");
    }

    private static async Task<string> FirstLine(SslStream stream)
    {
        var buffer = new byte[1024];
        var count = await stream.ReadAsync(buffer);
        return Encoding.ASCII.GetString(buffer, 0, count).Split('\r')[0];
    }

    /// <summary>Everything until the other side closes; what a reset takes away is not there.</summary>
    private static async Task<string> All(SslStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(45));
        try
        {
            while (await stream.ReadAsync(buffer, limit.Token) is > 0 and var count)
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            // What has come until then counts.
        }
        return text.ToString();
    }
}
