using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Converge.Server.Hosting;
using Converge.Server.Identity;
using Converge.Server.Tests.Servers;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Identity;

public sealed class AuthorityTests
{
    [Fact]
    public void An_authority_is_made_once_and_for_nobody_else_to_read()
    {
        using var folder = new TemporaryFolder();
        using var first = Authority.Open(new(folder["data"]), TimeProvider.System);
        using var second = Authority.Open(new(folder["data"]), TimeProvider.System);
        second.Pin.ShouldBe(first.Pin);
        first.HandshakeOptions();
        Directory.GetFiles(folder["data/pki"]).ShouldAllBe(file => File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Directory.GetFiles(folder["data/pki"]).Select(Path.GetFileName).Order().ShouldBe(["authority.crt", "authority.key", "server.crt", "server.key"]);
    }

    [Theory]
    [InlineData("authority.key")]
    [InlineData("authority.crt")]
    public void A_broken_authority_is_told_and_not_replaced(string file)
    {
        using var folder = new TemporaryFolder();
        Authority.Open(new(folder["data"]), TimeProvider.System).Dispose();
        File.WriteAllText(folder[$"data/pki/{file}"], "broken");
        Should.Throw<InvalidDataException>(() => Authority.Open(new(folder["data"]), TimeProvider.System)).Message.ShouldContain("authority.key");
        File.ReadAllText(folder[$"data/pki/{file}"]).ShouldBe("broken");
    }

    [Fact]
    public void A_key_without_its_authority_is_told()
    {
        using var folder = new TemporaryFolder();
        Authority.Open(new(folder["data"]), TimeProvider.System).Dispose();
        File.Delete(folder["data/pki/authority.key"]);
        Should.Throw<InvalidDataException>(() => Authority.Open(new(folder["data"]), TimeProvider.System));
    }

    [Fact]
    public void What_is_no_name_is_told_before_anybody_connects()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<InvalidDataException>(() => Authority.Open(new ServerOptions(folder["data"]) { Names = ["not a name"] }, TimeProvider.System)).Message.ShouldContain("'not a name'");
    }

    [Fact]
    public async Task The_certificate_of_a_server_is_renewed_while_it_runs_and_when_its_names_change()
    {
        var server = await RunningServer.StartAsync();
        try
        {
            var first = await Shown(server);
            (await Shown(server)).SerialNumber.ShouldBe(first.SerialNumber);
            await server.RestartAsync();
            (await Shown(server)).SerialNumber.ShouldBe(first.SerialNumber);
            server.Clock.Move(TimeSpan.FromDays(59));
            (await Shown(server)).SerialNumber.ShouldBe(first.SerialNumber);
            server.Clock.Move(TimeSpan.FromDays(2));
            (await Shown(server)).SerialNumber.ShouldNotBe(first.SerialNumber);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public void Other_names_make_another_certificate()
    {
        using var folder = new TemporaryFolder();
        var serials = new List<string>();
        foreach (var names in (string[][])[["a.example.com"], ["A.example.com"], ["a.example.com", "10.0.0.1"], ["b.example.com"]])
        {
            using var authority = Authority.Open(new ServerOptions(folder["data"]) { Names = names }, TimeProvider.System);
            authority.HandshakeOptions();
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(folder["data/pki/server.crt"]));
            var shown = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
            string[] all = [.. shown.EnumerateDnsNames(), .. shown.EnumerateIPAddresses().Select(static address => address.ToString())];
            all.ShouldBe([.. names.Select(static name => name.ToLowerInvariant()), Environment.MachineName.ToLowerInvariant(), "localhost", "127.0.0.1", "::1"], ignoreOrder: true);
            serials.Add(certificate.SerialNumber);
        }
        serials.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task The_chain_that_is_sent_has_what_the_pin_is_of()
    {
        var server = await RunningServer.StartAsync();
        try
        {
            // That is what a client of these tests looks for.
            using var client = server.Client();
            (await client.GetAsync("/healthz")).IsSuccessStatusCode.ShouldBeTrue();
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Older_protocols_are_refused()
    {
        var server = await RunningServer.StartAsync();
        try
        {
            await Should.ThrowAsync<Exception>(() => server.ConnectAsync(versions: SslProtocols.Tls12));
            using var stream = await server.ConnectAsync(protocol: SslApplicationProtocol.Http2);
            stream.SslProtocol.ShouldBe(SslProtocols.Tls13);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<X509Certificate2> Shown(RunningServer server)
    {
        using var stream = await server.ConnectAsync();
        return X509CertificateLoader.LoadCertificate(stream.RemoteCertificate!.GetRawCertData());
    }
}
