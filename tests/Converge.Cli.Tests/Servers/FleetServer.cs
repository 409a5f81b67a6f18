using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Converge.Protocol;
using Converge.Server.Hosting;
using Converge.Testing;

namespace Converge.Cli.Tests.Servers;

/// <summary>A server with its data in the folder 'data' of a temporary one, in which command lines are run.</summary>
internal sealed class FleetServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private ServerHost _host = null!;

    private FleetServer()
    {
    }

    public string Folder => _folder.Path;

    public string Url => $"https://localhost:{_host.Port}";

    public string Pin => _host.Pin;

    public static async Task<FleetServer> StartAsync()
    {
        var server = new FleetServer();
        server._host = await ServerHost.StartAsync(new(server._folder["data"]) { Address = IPAddress.Loopback, Port = 0 }, TimeProvider.System, static _ => { }, static _ => { }, CancellationToken.None);
        return server;
    }

    public async Task<ProgramRun> RunAsync(string script) => await CommandLines.BuiltProgram.Shell(script, Folder);

    /// <summary>The token of an operator, as the command line makes it.</summary>
    public async Task<string> TokenAsync(string role) => (await RunAsync($"converge server operator create {role} --role {role} --data data")).Output.Trim();

    /// <summary>A client with the certificate of a node.</summary>
    public async Task<HttpClient> NodeAsync(string name)
    {
        var token = (await RunAsync($"converge server token create --name {name} --data data")).Output.Trim();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signing = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        using var socket = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = new("http://localhost") };
        using var response = await socket.PostAsJsonAsync(Routes.Enrol, new EnrolRequest(signing, token), ProtocolJson.Default.EnrolRequest);
        var enrolled = (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ProtocolJson.Default.Enrolled))!;
        using var certificate = X509Certificate2.CreateFromPem(enrolled.Certificate);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.ClientCertificates = [certificate.CopyWithPrivateKey(key)];
        handler.SslOptions.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { X509Certificate2.CreateFromPem(enrolled.Authority) }, RevocationMode = X509RevocationMode.NoCheck };
        return new(handler) { BaseAddress = new(Url) };
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_folder["data/control.sock"]), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
