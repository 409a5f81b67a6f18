using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization.Metadata;
using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Testing;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Converge.Server.Tests.Servers;

/// <summary>A whole server in this process, on a port and in a folder of its own, asked over TLS as nodes and people ask it.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly MovedClock _clock = new();
    private readonly KeptLines _lines = new();
    private ServerHost? _host;

    public string Data => _folder["data"];

    public int Port => Host.Port;

    public string Pin => Host.Pin;

    public string Log => _lines.Text;

    public IReadOnlyList<string> Names { get; init; } = [];

    internal MovedClock Clock => _clock;

    private ServerHost Host => _host ?? throw new InvalidOperationException("it does not run");

    public static async Task<RunningServer> StartAsync()
    {
        var server = new RunningServer();
        await server.InitializeAsync();
        return server;
    }

    public async Task InitializeAsync() => _host = await ServerHost.StartAsync(
        new(Data) { Address = IPAddress.Loopback, Port = 0, Names = Names }, _clock, logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_lines), static _ => { }, CancellationToken.None);

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Stops it, and starts another one in the same folder.</summary>
    public async Task RestartAsync()
    {
        await Host.DisposeAsync();
        await InitializeAsync();
    }

    /// <summary>A client that trusts the server by its pin, and shows a certificate or a token or nothing.</summary>
    internal HttpClient Client(X509Certificate2? certificate = null, string? token = null, Version? version = null)
    {
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, SslOptions = Options(certificate) };
        var client = new HttpClient(handler) { BaseAddress = new($"https://localhost:{Port}"), DefaultRequestVersion = version ?? HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>What goes through the socket.</summary>
    internal HttpClient Root()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(Data, ServerHost.ControlSocket)), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new(handler) { BaseAddress = new("http://localhost") };
    }

    /// <summary>A connection without HTTP, for requests that no client would send.</summary>
    internal async Task<SslStream> ConnectAsync(X509Certificate2? certificate = null, SslApplicationProtocol? protocol = null, SslProtocols versions = SslProtocols.Tls13)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        var stream = new SslStream(socket.GetStream());
        var options = Options(certificate);
        options.TargetHost = "localhost";
        options.EnabledSslProtocols = versions;
        options.ApplicationProtocols = [protocol ?? SslApplicationProtocol.Http11];
        await stream.AuthenticateAsClientAsync(options);
        return stream;
    }

    internal async Task<EnrolmentToken> TokenAsync(TokenRequest wanted)
    {
        using var root = Root();
        using var response = await root.PostAsJsonAsync(Routes.Tokens, wanted, ProtocolJson.Default.TokenRequest);
        return await ReadAsync(response, ProtocolJson.Default.EnrolmentToken);
    }

    internal async Task<OperatorToken> OperatorAsync(string name, OperatorRole role, long? seconds = null)
    {
        using var root = Root();
        using var response = await root.PostAsJsonAsync(Routes.Operators, new OperatorRequest(name, role) { Seconds = seconds }, ProtocolJson.Default.OperatorRequest);
        return await ReadAsync(response, ProtocolJson.Default.OperatorToken);
    }

    /// <summary>A node that has a certificate.</summary>
    internal async Task<TestNode> NodeAsync(string name)
    {
        var node = new TestNode(name);
        await node.EnrolAsync(this, (await TokenAsync(new(name))).Token!);
        return node;
    }

    internal async Task<IReadOnlyList<AuditEntry>> AuditAsync()
    {
        using var root = Root();
        return (await root.GetFromJsonAsync($"{Routes.Audit}?limit=1000", ProtocolJson.Default.PageAuditEntry))!.Items;
    }

    internal static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type)
    {
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(type))!;
    }

    private SslClientAuthenticationOptions Options(X509Certificate2? certificate) => new()
    {
        RemoteCertificateValidationCallback = (_, _, chain, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0 && chain!.ChainPolicy.ExtraStore.Any(sent => Convert.ToHexStringLower(SHA256.HashData(sent.RawData)) == Pin),
        ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
    };
}
