using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Converge.Protocol;
using Converge.Server.Tests.Servers;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Identity;

/// <summary>Who is let in, and who is not.</summary>
public sealed class AuthenticationTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Without_a_certificate_nothing_of_nodes_is_there()
    {
        using var client = _server.Client();
        await client.GetAsync("/v1/nodes/app1/assignment").ShouldRefuse(HttpStatusCode.Unauthorized);
        await client.PutAsJsonAsync("/v1/nodes/app1", "x").ShouldRefuse(HttpStatusCode.Unauthorized);
        await client.PostAsync(Routes.Runs, new ByteArrayContent([])).ShouldRefuse(HttpStatusCode.Unauthorized);
        await client.GetAsync("/v1/secrets/db/password").ShouldRefuse(HttpStatusCode.Unauthorized);
        await client.GetAsync("/repo.git/info/refs?service=git-upload-pack").ShouldRefuse(HttpStatusCode.Unauthorized);
        await client.PostAsync(Routes.Search, new StringContent("{\"query\":\"*\"}")).ShouldRefuse(HttpStatusCode.Unauthorized);
        await client.GetAsync(Routes.Nodes).ShouldRefuse(HttpStatusCode.Unauthorized);
        await client.GetAsync(Routes.Audit).ShouldRefuse(HttpStatusCode.Unauthorized);
        await client.PostAsync(Routes.Tokens, new StringContent("{\"name\":\"*\"}")).ShouldRefuse(HttpStatusCode.Unauthorized);
        await client.PostAsync("/v1/nodes/app1/revoke", content: null).ShouldRefuse(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Certificates_of_others_do_not_get_through_the_handshake()
    {
        var node = await _server.NodeAsync("app1.example.com");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var ownAuthority = new CertificateRequest(node.Certificate.Issuer, key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9));
        X509Certificate2[] foreign =
        [
            // Signed by somebody else who gives himself the name of our authority, with the serial of a certificate that is good.
            new CertificateRequest("CN=app1.example.com", node.Key, HashAlgorithmName.SHA256)
                .Create(ownAuthority.SubjectName, X509SignatureGenerator.CreateForECDsa(key), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(90), Convert.FromHexString(node.Certificate.SerialNumber)).CopyWithPrivateKey(node.Key),
            new CertificateRequest("CN=app1.example.com", node.Key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9)),
            // Ours, but that of the server.
            X509Certificate2.CreateFromPemFile($"{_server.Data}/pki/server.crt", $"{_server.Data}/pki/server.key"),
            // Signed by the certificate of a node.
            new CertificateRequest("CN=app2.example.com", key, HashAlgorithmName.SHA256)
                .Create(node.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(node.Key), DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9), [1, 2, 3]).CopyWithPrivateKey(key),
        ];
        foreach (var certificate in foreign)
        {
            using var client = _server.Client(certificate);
            await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync("/healthz"), certificate.Issuer);
        }
        using var good = _server.Client(node.Certificate);
        await good.GetAsync("/healthz").ShouldGive();
    }

    [Fact]
    public async Task A_certificate_that_is_over_is_told_so()
    {
        var node = await _server.NodeAsync("old.example.com");
        using var client = _server.Client(node.Certificate);
        await client.GetAsync("/v1/nodes/old.example.com/assignment").ShouldGive();
        _server.Clock.Move(TimeSpan.FromDays(91));
        (await client.GetAsync("/v1/nodes/old.example.com/assignment").ShouldRefuse(HttpStatusCode.Unauthorized)).ShouldContain("was good until");
        (await client.PostAsJsonAsync(Routes.Renew, new EnrolRequest(node.Request()), ProtocolJson.Default.EnrolRequest).ShouldRefuse(HttpStatusCode.Unauthorized)).ShouldContain("converge enrol");
    }

    [Fact]
    public async Task Revoking_works_at_once_on_connections_that_are_open()
    {
        var node = await _server.NodeAsync("stolen.example.com");
        var person = await _server.OperatorAsync("alice", OperatorRole.Operator);
        using var client = _server.Client(node.Certificate);
        await client.GetAsync("/v1/nodes/stolen.example.com/assignment").ShouldGive();
        using var alice = _server.Client(token: person.Token);
        await alice.PostAsync("/v1/nodes/stolen.example.com/revoke", content: null).ShouldGive();
        (await client.GetAsync("/v1/nodes/stolen.example.com/assignment").ShouldRefuse(HttpStatusCode.Unauthorized)).ShouldContain("was revoked");
        (await client.PostAsJsonAsync(Routes.Renew, new EnrolRequest(node.Request()), ProtocolJson.Default.EnrolRequest).ShouldRefuse(HttpStatusCode.Unauthorized)).ShouldContain("was revoked");
        await _server.RestartAsync();
        using var again = _server.Client(node.Certificate);
        await again.GetAsync("/v1/nodes/stolen.example.com/assignment").ShouldRefuse(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_node_that_is_removed_is_nobody()
    {
        var node = await _server.NodeAsync("gone.example.com");
        using var client = _server.Client(node.Certificate);
        await client.GetAsync("/v1/nodes/gone.example.com/assignment").ShouldGive();
        using var root = _server.Root();
        await root.DeleteAsync(Routes.Node(node.Name)).ShouldGive();
        await client.GetAsync("/v1/nodes/gone.example.com/assignment").ShouldRefuse(HttpStatusCode.Unauthorized);
        // It may come back, as any new one.
        using var again = _server.Client((await _server.NodeAsync("gone.example.com")).Certificate);
        await again.GetAsync("/v1/nodes/gone.example.com/assignment").ShouldGive();
    }

    [Fact]
    public async Task A_node_does_nothing_in_the_name_of_another()
    {
        var (node, other) = (await _server.NodeAsync("mallory.example.com"), await _server.NodeAsync("victim.example.com"));
        using var client = _server.Client(node.Certificate);
        (await client.GetAsync($"/v1/nodes/{other.Name}/assignment").ShouldRefuse(HttpStatusCode.Forbidden)).ShouldContain("only for itself");
        await client.PutAsync(Routes.Node(other.Name), new StringContent("{\"document\":{}}")).ShouldRefuse(HttpStatusCode.Forbidden);
        await client.PostAsync(Routes.Runs, Reports.Packed(Reports.Of("r1", other.Name))).ShouldRefuse(HttpStatusCode.Forbidden);
        await client.PutAsync(Routes.Node(node.Name), new StringContent("{\"document\":{\"name\":\"victim.example.com\",\"roles\":[\"admin\"]}}")).ShouldGive();
        using var root = _server.Root();
        (await root.GetFromJsonAsync(Routes.Node(other.Name), ProtocolJson.Default.NodeDetails))!.Document.ShouldBeNull();
        (await root.GetFromJsonAsync(Routes.Node(node.Name), ProtocolJson.Default.NodeDetails))!.Document!["name"].ToString().ShouldBe("mallory.example.com");
    }

    [Fact]
    public async Task A_node_sees_no_lists_and_orders_nobody()
    {
        var node = await _server.NodeAsync("curious.example.com");
        using var client = _server.Client(node.Certificate);
        foreach (var path in (string[])[Routes.Nodes, Routes.Node(node.Name), Routes.Runs, Routes.Audit, Routes.Tokens, Routes.Operators, Routes.Certificates(node.Name)])
            await client.GetAsync(path).ShouldRefuse(HttpStatusCode.Forbidden);
        foreach (var path in (string[])[Routes.Tokens, Routes.Operators, $"{Routes.Node(node.Name)}/run", $"{Routes.Node(node.Name)}/revoke"])
            await client.PostAsync(path, new StringContent("{}")).ShouldRefuse(HttpStatusCode.Forbidden);
        await client.DeleteAsync(Routes.Node(node.Name)).ShouldRefuse(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData(OperatorRole.Viewer, false, false)]
    [InlineData(OperatorRole.Operator, true, false)]
    [InlineData(OperatorRole.Admin, true, true)]
    public async Task Each_role_may_what_it_may(OperatorRole role, bool mayOrder, bool mayPermit)
    {
        var node = await _server.NodeAsync("target.example.com");
        var person = await _server.OperatorAsync("bob", role);
        using var client = _server.Client(token: person.Token);
        foreach (var path in (string[])[Routes.Nodes, Routes.Node(node.Name), Routes.Runs, Routes.Audit, Routes.Certificates(node.Name)])
            await client.GetAsync(path).ShouldGive();
        await Check(mayOrder, client.PostAsync($"{Routes.Node(node.Name)}/run", content: null));
        await Check(mayOrder, client.PostAsync($"{Routes.Node(node.Name)}/revoke", content: null));
        await Check(mayPermit, client.GetAsync(Routes.Tokens));
        await Check(mayPermit, client.PostAsync(Routes.Tokens, new StringContent("{\"name\":\"x\"}")));
        await Check(mayPermit, client.PostAsync(Routes.Operators, new StringContent("{\"name\":\"x\",\"role\":\"admin\"}")));
        await Check(mayPermit, client.DeleteAsync($"{Routes.Operators}/{person.Id}"));
        // What is of nodes alone is of no operator.
        using var another = _server.Client(token: (await _server.OperatorAsync("carol", OperatorRole.Admin)).Token);
        await another.GetAsync("/v1/secrets/db/password").ShouldRefuse(HttpStatusCode.Forbidden);
        await another.PutAsync(Routes.Node(node.Name), new StringContent("{\"document\":{}}")).ShouldRefuse(HttpStatusCode.Forbidden);
        await another.PostAsync(Routes.Runs, Reports.Packed(Reports.Of("r", node.Name))).ShouldRefuse(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Root_of_the_machine_is_an_admin_but_no_node()
    {
        using var root = _server.Root();
        await root.GetAsync(Routes.Tokens).ShouldGive();
        await root.GetAsync("/v1/secrets/db/password").ShouldRefuse(HttpStatusCode.Forbidden);
        File.GetUnixFileMode($"{_server.Data}/control.sock").ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_token_ends_when_it_is_removed_or_over()
    {
        var (person, brief) = (await _server.OperatorAsync("dave", OperatorRole.Viewer), await _server.OperatorAsync("erin", OperatorRole.Viewer, seconds: 60));
        using var client = _server.Client(token: person.Token);
        using var other = _server.Client(token: brief.Token);
        await client.GetAsync(Routes.Nodes).ShouldGive();
        await other.GetAsync(Routes.Nodes).ShouldGive();
        using var root = _server.Root();
        await root.DeleteAsync($"{Routes.Operators}/{person.Id}").ShouldGive();
        _server.Clock.Move(TimeSpan.FromSeconds(61));
        await client.GetAsync(Routes.Nodes).ShouldRefuse(HttpStatusCode.Unauthorized);
        await other.GetAsync(Routes.Nodes).ShouldRefuse(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Tokens_that_are_not_good_are_refused_and_then_not_listened_to()
    {
        var person = await _server.OperatorAsync("frank", OperatorRole.Admin);
        var enrolment = await _server.TokenAsync(new("frank*"));
        string[] wrong = ["x", "", person.Token![..^1], person.Token + "a", Swapped(person.Token), person.Token.Replace("cvo_", "cve_", StringComparison.Ordinal), enrolment.Token!, $"cvo_{person.Id}_{new string('a', 43)}"];
        foreach (var token in wrong)
            await Get(token).ShouldRefuse(HttpStatusCode.Unauthorized);
        await Get(person.Token).ShouldGive();
        for (var i = wrong.Length; i < 20; i++)
            await Get("x").ShouldRefuse(HttpStatusCode.Unauthorized);
        (await Get("x").ShouldRefuse(HttpStatusCode.TooManyRequests)).ShouldContain("wait");
        _server.Clock.Move(TimeSpan.FromMinutes(1));
        await Get(person.Token).ShouldGive();

        async Task<HttpResponseMessage> Get(string token)
        {
            using var client = _server.Client();
            using var request = new HttpRequestMessage(HttpMethod.Get, Routes.Nodes) { Version = HttpVersion.Version20 };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            var response = await client.SendAsync(request);
            await response.Content.LoadIntoBufferAsync();
            return response;
        }
    }

    [Fact]
    public async Task Other_ways_to_say_who_one_is_are_not_understood()
    {
        var person = await _server.OperatorAsync("grace", OperatorRole.Admin);
        var node = await _server.NodeAsync("both.example.com");
        using var both = _server.Client(node.Certificate, person.Token);
        (await both.GetAsync(Routes.Nodes).ShouldRefuse(HttpStatusCode.BadRequest)).ShouldContain("one of both");
        using var client = _server.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"grace:{person.Token}")));
        await client.GetAsync(Routes.Nodes).ShouldRefuse(HttpStatusCode.Unauthorized);
        using var headers = _server.Client();
        foreach (var header in (string[])["X-Forwarded-Client-Cert", "X-SSL-Client-CN", "X-Client-Cert", "X-Remote-User"])
            headers.DefaultRequestHeaders.TryAddWithoutValidation(header, "both.example.com");
        await headers.GetAsync("/v1/nodes/both.example.com/assignment").ShouldRefuse(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Certificates_of_nodes_are_asked_for_by_the_name_of_the_authority()
    {
        // So that a browser with certificates of others does not ask its user for one.
        string[]? issuers = null;
        using var socket = new TcpClient();
        await using var stream = await HandshakeAsync(socket, (_, _, _, _, names) =>
        {
            issuers = names;
            return null!;
        });
        await stream.WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        await stream.ReadExactlyAsync(new byte[10]);
        issuers.ShouldNotBeNull().ShouldHaveSingleItem().ShouldStartWith("CN=Converge ");
    }

    [Fact]
    public async Task No_session_is_given_out_that_could_be_resumed()
    {
        // From the second connection on settings are shared, as only those can that allow sessions to be resumed.
        for (var connection = 0; connection < 3; connection++)
        {
            using var socket = new TcpClient();
            await using var stream = await HandshakeAsync(socket);
            // They would come at once, and nothing else comes before it is asked for.
            await Task.Delay(TimeSpan.FromMilliseconds(300));
            socket.Available.ShouldBe(0);
        }
    }

    private async Task<SslStream> HandshakeAsync(TcpClient socket, LocalCertificateSelectionCallback? choose = null)
    {
        await socket.ConnectAsync(IPAddress.Loopback, _server.Port);
        var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
            LocalCertificateSelectionCallback = choose,
        });
        return stream;
    }

    private static async Task Check(bool isAllowed, Task<HttpResponseMessage> asked)
    {
        if (isAllowed)
            await asked.ShouldGive();
        else
            await asked.ShouldRefuse(HttpStatusCode.Forbidden);
    }

    private static string Swapped(string token)
    {
        var characters = token.ToCharArray();
        var last = characters.Length - 1;
        characters[last] = characters[last] == 'x' ? 'y' : 'x';
        return new(characters);
    }
}
