using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using Converge.Lab.Apt;
using Shouldly;
using Xunit;

namespace Converge.Lab.Tests.Apt;

/// <summary>What the proxy does not do, and how it says so; and that it speaks the protocol to the letter.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("/debian/dists/bookworm/InRelease")]
    [InlineData("/debian/dists/bookworm/Release.gpg")]
    [InlineData("/debian/dists/bookworm/main/i18n/Translation-en.xz")]
    [InlineData("/debian/dists/bookworm/main/binary-amd64/by-hash/SHA256/00")]
    [InlineData("/debian/pool/main/g/g%2b%2b/g%2b%2b_1%7e2_amd64.deb")]
    [InlineData("/flat/./Packages.gz")]
    [InlineData("/flat/Packages")]
    [InlineData("/flat/InRelease")]
    [InlineData("/flat/hello_1_all.deb")]
    [InlineData("/flat/hello_1.orig.tar.xz")]
    [InlineData("/key.gpg")]
    [InlineData("/Contents-amd64.gz")]
    public async Task AFileOfARepositoryIsServed(string path)
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put(Uri.UnescapeDataString(path.Replace("/./", "/", StringComparison.Ordinal)), "here");
        // The name of this one is no SHA-256 and cannot be compared.
        (await lab.GetAsync(path)).Body.ShouldBe("here");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    [InlineData("/latest/meta-data")]
    [InlineData("/debian/dists/")]
    [InlineData("/debian/dists/../../secret")]
    [InlineData("/debian/dists/%2e%2e/%2e%2e/secret")]
    [InlineData("/debian/dists/..%2f..%2fsecret")]
    [InlineData("/debian/pool/hello_1_all.deb?secret")]
    [InlineData("/api/upload_secrets")]
    public async Task AnythingElseIsRefused(string path)
    {
        await using var lab = await Proxied.StartAsync();
        var answer = await RawAsync(lab.Port, $"GET http://127.0.0.1:{lab.Repository.Port}{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        answer.ShouldStartWith("HTTP/1.1 403 '");
        answer.ShouldContain("' is no file of a package repository, and the lab's apt proxy serves nothing else\n");
        lab.Repository.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("CONNECT deb.example:443 HTTP/1.1", "403 the lab's apt proxy serves plain http repositories only")]
    [InlineData("GET https://deb.example/debian/dists/x/InRelease HTTP/1.1", "400 the lab's apt proxy serves plain http repositories only")]
    [InlineData("GET /debian/dists/x/InRelease HTTP/1.1", "400 the lab's apt proxy serves plain http repositories only")]
    [InlineData("GET http://me:secret@deb.example/debian/dists/x/InRelease HTTP/1.1", "403 the lab's apt proxy passes no passwords on")]
    [InlineData("PUT http://deb.example/debian/dists/x/InRelease HTTP/1.1", "405 the lab's apt proxy knows GET and HEAD and not 'PUT'")]
    public async Task TheReasonStandsInTheStatusLine(string line, string answer)
    {
        await using var lab = await Proxied.StartAsync();
        var got = await RawAsync(lab.Port, $"{line}\r\nHost: deb.example{(line.StartsWith("CONNECT", StringComparison.Ordinal) ? ":443" : "")}\r\nConnection: close\r\n\r\n");
        got.ShouldStartWith($"HTTP/1.1 {answer}\r\n");
        got.ShouldEndWith($"\r\n\r\n{answer[4..]}\n");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("a.localhost")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0.0.0.0")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("169.254.169.254")]
    [InlineData("[fe80::1]")]
    [InlineData("224.0.0.1")]
    public async Task TheMachineOfTheLabIsNotReached(string host)
    {
        await using var lab = await Proxied.StartAsync(static options => options with { AllowLoopback = false });
        var got = await lab.AskAsync(HttpMethod.Get, $"http://{host}:{lab.Repository.Port}/debian/dists/x/InRelease");
        got.Status.ShouldBe(403);
        got.Reason.ShouldContain("is the machine that the lab runs on, or only reachable from it, and the lab's apt proxy does not connect there");
        lab.Repository.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task NeitherAreTheOtherAddressesOfThatMachine()
    {
        await using var lab = await Proxied.StartAsync(static options => options with { AllowLoopback = false });
        var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(static link => link.GetIPProperties().UnicastAddresses).Select(static unicast => unicast.Address);
        foreach (var address in own.Where(static address => address.AddressFamily == AddressFamily.InterNetwork))
            (await lab.AskAsync(HttpMethod.Get, $"http://{address}/debian/dists/x/InRelease")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task HeadTellsWhatGetWould()
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put("/pool/a_1_all.deb", "a package");
        for (var i = 0; i < 2; i++)
        {
            var got = await lab.AskAsync(HttpMethod.Head, lab.Repository.Address("/pool/a_1_all.deb"));
            (got.Status, got.Body).ShouldBe((200, ""));
            got.Headers.ShouldContain("Content-Length: 9");
        }
        (await lab.AskAsync(HttpMethod.Head, lab.Repository.Address("/pool/b_1_all.deb"))).Status.ShouldBe(404);
    }

    [Fact]
    public async Task GoodAndBadAnswersKeepTheirOrderOnOneConnection()
    {
        await using var lab = await Proxied.StartAsync();
        lab.Repository.Put("/pool/a_1_all.deb", "AAA\n");
        lab.Repository.Put("/pool/b_1_all.deb", "BBB\n");
        string[] paths = ["/pool/a_1_all.deb", "/pool/none_1_all.deb", "/secret", "/pool/b_1_all.deb", "/pool/a_1_all.deb"];
        var asked = string.Concat(paths.Select((path, i) => $"GET {lab.Repository.Address(path)} HTTP/1.1\r\nHost: x\r\n{(i == 4 ? "Connection: close\r\n" : "")}\r\n"));
        var answers = await RawAsync(lab.Port, asked);
        var statuses = answers.Split('\n').Where(static line => line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || line.StartsWith("AAA", StringComparison.Ordinal) || line.StartsWith("BBB", StringComparison.Ordinal))
            .Select(static line => line.StartsWith("HTTP", StringComparison.Ordinal) ? line[9..12] : line[..3]);
        string.Join(' ', statuses).ShouldBe("200 AAA 404 403 200 BBB 200 AAA");
        lab.Repository.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public void AReasonIsShort()
    {
        Upstream.Reason(new HttpRequestException("outer", new SocketException((int)SocketError.HostNotFound))).ShouldBe("its name does not resolve");
        Upstream.Reason(new HttpRequestException("outer", new IOException("The peer Left."))).ShouldBe("the peer left");
    }

    /// <summary>Sends all at once and reads to the end.</summary>
    private static async Task<string> RawAsync(int port, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }
}
