using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Testing;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Converge.Server.Tests.Serving;

/// <summary>A real server on the loopback, in a folder of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly List<string> _log = [];
    private ServerHost _host;

    private TestServer(TemporaryFolder folder, ServerOptions options)
    {
        _folder = folder;
        Options = options;
        _host = null!;
        Root = ConnectAsRoot(options.Data);
    }

    public ServerOptions Options { get; private set; }

    /// <summary>As root of the machine.</summary>
    public HttpClient Root { get; }

    public Uri Address => new($"https://localhost:{_host.Port}");

    public string Pin => _host.Pin;

    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
                return [.. _log];
        }
    }

    /// <param name="prepare">What is done in its folder before.</param>
    public static async Task<TestServer> StartAsync(Func<ServerOptions, ServerOptions>? change = null, Func<ServerOptions, Task>? prepare = null)
    {
        var folder = new TemporaryFolder();
        var options = new ServerOptions(folder.Path) { Address = System.Net.IPAddress.Loopback, Port = 0 };
        var server = new TestServer(folder, change?.Invoke(options) ?? options);
        if (prepare is not null)
            await prepare(server.Options);
        await server.StartAsync();
        return server;
    }

    /// <summary>Another process of the same server, as far as those outside can tell.</summary>
    public async Task RestartAsync()
    {
        var port = _host.Port;
        await _host.DisposeAsync();
        Options = Options with { Port = port };
        await StartAsync();
    }

    /// <summary>A node with a certificate.</summary>
    public async Task<TestNode> EnrolAsync(string name)
    {
        var token = await Root.AskAsync(HttpMethod.Post, Routes.Tokens, new TokenRequest(name), ProtocolJson.Default.TokenRequest, ProtocolJson.Default.EnrolmentToken);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signing = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        using var stranger = Connect(null);
        var enrolled = await stranger.AskAsync(HttpMethod.Post, Routes.Enrol, new EnrolRequest(signing, token.Token), ProtocolJson.Default.EnrolRequest, ProtocolJson.Default.Enrolled);
        using var certificate = X509Certificate2.CreateFromPem(enrolled.Certificate, key.ExportPkcs8PrivateKeyPem());
        // What was not stored in a file first cannot be shown in a handshake everywhere.
        var usable = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        return new(name, Connect(usable), usable);
    }

    /// <summary>A client of the server, which it knows by its pin.</summary>
    public HttpClient Connect(X509Certificate2? certificate) => Connect(Address, Pin, certificate);

    /// <summary>By the socket of a server's folder.</summary>
    public static HttpClient ConnectAsRoot(string data) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(data, ServerHost.ControlSocket)), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new("http://localhost") };

    public static HttpClient Connect(Uri address, string pin, X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, chain, _) =>
            chain!.ChainElements.Any(element => Convert.ToHexStringLower(SHA256.HashData(element.Certificate.RawData)) == pin);
        if (certificate is not null)
            handler.SslOptions.ClientCertificates = [certificate];
        return new(handler) { BaseAddress = address, DefaultRequestVersion = System.Net.HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
    }

    public async ValueTask DisposeAsync()
    {
        Root.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartAsync() =>
        _host = await ServerHost.StartAsync(Options, TimeProvider.System, logging => logging.AddProvider(new LineLogging(new LogWriter(_log), hasPriorities: false)), Say, CancellationToken.None);

    private void Say(string text)
    {
        lock (_log)
            _log.Add(text);
    }

    private sealed class LogWriter(List<string> lines) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            lock (lines)
                lines.Add(value ?? "");
        }
    }
}

/// <param name="Http">Calls with its certificate.</param>
internal sealed record TestNode(string Name, HttpClient Http, X509Certificate2 Certificate) : IDisposable
{
    public void Dispose()
    {
        Http.Dispose();
        Certificate.Dispose();
    }
}

internal static class Asking
{
    public static async Task<TGiven> AskAsync<TGiven>(this HttpClient http, HttpMethod method, string path, JsonTypeInfo<TGiven> gives)
    {
        using var answer = await http.SendAsync(new(method, path) { Version = http.DefaultRequestVersion });
        return await ReadAsync(answer, gives);
    }

    public static async Task<TGiven> AskAsync<TTaken, TGiven>(this HttpClient http, HttpMethod method, string path, TTaken body, JsonTypeInfo<TTaken> takes, JsonTypeInfo<TGiven> gives)
    {
        using var answer = await http.SendAsync(new(method, path) { Content = JsonContent.Create(body, takes), Version = http.DefaultRequestVersion });
        return await ReadAsync(answer, gives);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{(int)answer.StatusCode} {text}");
        return System.Text.Json.JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(text), type)!;
    }
}
