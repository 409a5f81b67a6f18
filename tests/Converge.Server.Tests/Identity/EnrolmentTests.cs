using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Converge.Protocol;
using Converge.Server.Tests.Servers;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Identity;

public sealed class EnrolmentTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_certificate_is_as_the_server_wants_it_whatever_is_asked_for()
    {
        var node = new TestNode("greedy.example.com");
        var request = new CertificateRequest("CN=greedy.example.com", node.Key, HashAlgorithmName.SHA512);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("other.example.com");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], critical: true));
        var token = await server.TokenAsync(new("greedy.example.com"));

        var enrolled = await RunningServer.ReadAsync(await Enrol(new(request.CreateSigningRequestPem(), token.Token)), ProtocolJson.Default.Enrolled);

        var (given, authority) = (X509Certificate2.CreateFromPem(enrolled.Certificate), X509Certificate2.CreateFromPem(enrolled.Authority));
        given.Subject.ShouldBe("CN=greedy.example.com");
        given.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames().ShouldBe(["greedy.example.com"]);
        given.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.ShouldBeFalse();
        given.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value).ShouldBe(["1.3.6.1.5.5.7.3.2"]);
        given.GetECDsaPublicKey()!.ExportSubjectPublicKeyInfo().ShouldBe(node.Key.ExportSubjectPublicKeyInfo());
        given.SerialNumber.Length.ShouldBe(32);
        (given.NotAfter - DateTime.Now).TotalDays.ShouldBe(90, 0.1);
        Convert.ToHexStringLower(SHA256.HashData(authority.RawData)).ShouldBe(server.Pin);
        authority.Extensions.OfType<X509BasicConstraintsExtension>().Single().PathLengthConstraint.ShouldBe(0);
    }

    [Fact]
    public async Task Who_enrols_is_known_before_it_has_said_anything()
    {
        await server.NodeAsync("fresh.example.com");
        using var root = server.Root();
        (await root.GetFromJsonAsync(Routes.Node("fresh.example.com"), ProtocolJson.Default.NodeDetails))!.Node.State.ShouldBe(NodeState.Registered);
    }

    [Theory]
    [InlineData("db1.example.com", "app*.example.com")]
    [InlineData("app1.example.com.evil.org", "app?.example.com")]
    [InlineData("xapp1.example.com", "app1.example.com")]
    public async Task A_token_is_for_the_names_that_it_was_made_for(string name, string pattern)
    {
        var token = await server.TokenAsync(new(pattern));
        (await Enrol(new TestNode(name), token.Token).ShouldRefuse(HttpStatusCode.Forbidden)).ShouldContain($"is for '{pattern}'");
        (await Uses(token.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_token_that_is_used_up_is_refused()
    {
        var token = await server.TokenAsync(new("once*.example.com"));
        await Enrol(new TestNode("once1.example.com"), token.Token).ShouldGive();
        (await Enrol(new TestNode("once2.example.com"), token.Token).ShouldRefuse(HttpStatusCode.Forbidden)).ShouldContain("is used up");
    }

    [Fact]
    public async Task Of_many_that_want_the_last_use_at_once_one_gets_it()
    {
        const int Nodes = 12;
        var token = await server.TokenAsync(new("rush*.example.com") { Uses = 3 });
        var answers = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(i => Enrol(new TestNode($"rush{i}.example.com"), token.Token)));
        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(3);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Forbidden).ShouldBe(Nodes - 3);
    }

    [Fact]
    public async Task Of_many_that_want_to_be_the_same_node_at_once_one_is()
    {
        var token = await server.TokenAsync(new("twin.example.com") { Uses = 10 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Enrol(new TestNode("twin.example.com"), token.Token)));
        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(9);
    }

    [Fact]
    public async Task A_token_is_good_for_its_time()
    {
        var token = await server.TokenAsync(new("late.example.com") { Seconds = 60 });
        server.Clock.Move(TimeSpan.FromSeconds(61));
        (await Enrol(new TestNode("late.example.com"), token.Token).ShouldRefuse(HttpStatusCode.Forbidden)).ShouldContain("was good until");
    }

    [Fact]
    public async Task A_token_that_was_removed_or_guessed_is_not_known()
    {
        var token = await server.TokenAsync(new("guess.example.com"));
        var guessed = token.Token![..^1] + (token.Token[^1] == 'a' ? 'b' : 'a');
        (await Enrol(new TestNode("guess.example.com"), guessed).ShouldRefuse(HttpStatusCode.Forbidden)).ShouldContain("not known");
        await Enrol(new TestNode("guess.example.com"), token: null).ShouldRefuse(HttpStatusCode.Forbidden);
        await Enrol(new TestNode("guess.example.com"), "").ShouldRefuse(HttpStatusCode.Forbidden);
        using var root = server.Root();
        await root.DeleteAsync($"{Routes.Tokens}/{token.Id}").ShouldGive();
        (await Enrol(new TestNode("guess.example.com"), token.Token).ShouldRefuse(HttpStatusCode.Forbidden)).ShouldContain("not known");
    }

    [Fact]
    public async Task The_token_of_an_operator_enrols_nobody()
    {
        var admin = await server.OperatorAsync("eve", OperatorRole.Admin);
        await Enrol(new TestNode("oper.example.com"), admin.Token).ShouldRefuse(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Who_did_not_get_the_answer_asks_again_and_gets_the_same()
    {
        var (node, token) = (new TestNode("again.example.com"), await server.TokenAsync(new("again.example.com")));
        var first = await Enrol(node, token.Token).ShouldGive();
        (await Enrol(node, token.Token).ShouldGive()).ShouldBe(first);
        (await Enrol(new TestNode("again.example.com"), token.Token).ShouldRefuse(HttpStatusCode.Conflict)).ShouldContain("--replace");
    }

    [Fact]
    public async Task A_node_is_replaced_only_by_who_may_and_the_old_one_is_nobody_then()
    {
        var old = await server.NodeAsync("reborn.example.com");
        (await Enrol(new TestNode(old.Name), (await server.TokenAsync(new("reborn.*"))).Token).ShouldRefuse(HttpStatusCode.Conflict)).ShouldContain("converge node revoke reborn.example.com");
        using var client = server.Client(old.Certificate);
        await client.GetAsync("/v1/nodes/reborn.example.com/assignment").ShouldGive();

        var another = new TestNode(old.Name);
        await another.EnrolAsync(server, (await server.TokenAsync(new(old.Name) { Replaces = true })).Token!);

        (await client.GetAsync("/v1/nodes/reborn.example.com/assignment").ShouldRefuse(HttpStatusCode.Unauthorized)).ShouldContain("was revoked");
        using var newer = server.Client(another.Certificate);
        await newer.GetAsync("/v1/nodes/reborn.example.com/assignment").ShouldGive();
    }

    [Fact]
    public async Task A_token_for_many_cannot_replace()
    {
        using var root = server.Root();
        (await root.PostAsJsonAsync(Routes.Tokens, new TokenRequest("app*") { Replaces = true }, ProtocolJson.Default.TokenRequest).ShouldRefuse(HttpStatusCode.BadRequest)).ShouldContain("is for one node");
    }

    [Fact]
    public async Task A_token_that_says_only_the_name_has_one_use_and_an_hour()
    {
        using var root = server.Root();
        var token = await RunningServer.ReadAsync(await root.PostAsync(Routes.Tokens, new StringContent("{\"name\":\"brief.example.com\"}")), ProtocolJson.Default.EnrolmentToken);
        token.Uses.ShouldBe(1);
        (token.NotAfter - server.Clock.GetUtcNow()).TotalMinutes.ShouldBe(60, 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b")]
    [InlineData("a..b")]
    [InlineData("App1")]
    [InlineData("-a")]
    [InlineData("a\0b")]
    [InlineData("a b")]
    [InlineData("*")]
    [InlineData("аpp1")]
    [InlineData("a1234567890123456789012345678901234567890123456789012345678901234")]
    public async Task What_is_no_name_is_no_node(string name)
    {
        var token = await server.TokenAsync(new("*") { Uses = 100 });
        var node = new TestNode("x");
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name.Length == 0 ? " " : name);
        var request = new CertificateRequest(subject.Build(), node.Key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        (await Send(new(request, token.Token)).ShouldRefuse(HttpStatusCode.BadRequest)).ShouldContain("is no name for a node");
    }

    [Fact]
    public async Task Other_subjects_keys_and_signatures_are_refused()
    {
        var token = (await server.TokenAsync(new("odd.example.com"))).Token;
        var node = new TestNode("odd.example.com");
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        var signed = Convert.FromBase64String(string.Concat(node.Request().Split('\n').Where(line => !line.StartsWith('-'))));
        signed[^1] ^= 1;
        string[] requests =
        [
            new CertificateRequest("CN=odd.example.com, CN=other.example.com", node.Key, HashAlgorithmName.SHA256).CreateSigningRequestPem(),
            new CertificateRequest("O=odd.example.com", node.Key, HashAlgorithmName.SHA256).CreateSigningRequestPem(),
            new CertificateRequest("CN=odd.example.com", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem(),
            new CertificateRequest("CN=odd.example.com", curve, HashAlgorithmName.SHA256).CreateSigningRequestPem(),
            PemEncoding.WriteString("CERTIFICATE REQUEST", signed),
            PemEncoding.WriteString("CERTIFICATE REQUEST", [0x30, 0x84, 0xff, 0xff, 0xff, 0xff]),
            "-----BEGIN CERTIFICATE REQUEST-----\nnot base64\n-----END CERTIFICATE REQUEST-----",
            "",
        ];
        foreach (var request in requests)
            await Send(new(request, token)).ShouldRefuse(HttpStatusCode.BadRequest);
        await Enrol(node, token).ShouldGive();
    }

    [Fact]
    public async Task A_node_renews_its_certificate_and_only_its_own()
    {
        var node = await server.NodeAsync("renew.example.com");
        var first = node.Certificate;
        using var client = server.Client(first);
        (await client.PostAsJsonAsync(Routes.Renew, new EnrolRequest(node.Request("other.example.com")), ProtocolJson.Default.EnrolRequest).ShouldRefuse(HttpStatusCode.Forbidden)).ShouldContain("cannot have a certificate of 'other.example.com'");

        var renewed = await RunningServer.ReadAsync(await client.PostAsJsonAsync(Routes.Renew, new EnrolRequest(node.Request()), ProtocolJson.Default.EnrolRequest), ProtocolJson.Default.Enrolled);
        node.Take(renewed.Certificate);

        node.Certificate.SerialNumber.ShouldNotBe(first.SerialNumber);
        foreach (var certificate in new[] { first, node.Certificate })
        {
            using var both = server.Client(certificate);
            await both.GetAsync("/v1/nodes/renew.example.com/assignment").ShouldGive();
        }
    }

    [Fact]
    public async Task Nobody_renews_without_a_certificate()
    {
        var node = new TestNode("nobody.example.com");
        using var client = server.Client();
        await client.PostAsJsonAsync(Routes.Renew, new EnrolRequest(node.Request()), ProtocolJson.Default.EnrolRequest).ShouldRefuse(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_renews_again_and_again_has_two_certificates_that_are_good()
    {
        var node = await server.NodeAsync("often.example.com");
        using var client = server.Client(node.Certificate);
        for (var i = 0; i < 5; i++)
            await client.PostAsJsonAsync(Routes.Renew, new EnrolRequest(node.Request()), ProtocolJson.Default.EnrolRequest).ShouldGive();
        using var root = server.Root();
        (await root.GetFromJsonAsync(Routes.Certificates(node.Name), ProtocolJson.Default.PageNodeCertificate))!.Items.Count.ShouldBe(2);
    }

    private async Task<HttpResponseMessage> Enrol(EnrolRequest request) => await Send(request);

    private Task<HttpResponseMessage> Enrol(TestNode node, string? token) => Send(new(node.Request(), token));

    private async Task<HttpResponseMessage> Send(EnrolRequest request)
    {
        using var client = server.Client();
        var response = await client.PostAsJsonAsync(Routes.Enrol, request, ProtocolJson.Default.EnrolRequest);
        await response.Content.LoadIntoBufferAsync();
        // So many wrong ones in a row are not listened to.
        server.Clock.Move(TimeSpan.FromSeconds(5));
        return response;
    }

    private async Task<int> Uses(string id)
    {
        using var root = server.Root();
        return (await root.GetFromJsonAsync(Routes.Tokens, ProtocolJson.Default.PageEnrolmentToken))!.Items.Single(token => token.Id == id).Uses;
    }
}
