using System.Net;
using System.Net.Sockets;
using Converge.Lab.Apt;
using Converge.Testing;

namespace Converge.Lab.Tests.Apt;

/// <summary>A cache with a folder, a client and a clock of its own, before a repository.</summary>
internal sealed class Proxied : IAsyncDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly List<IDisposable> _rest = [];

    public SteppedTime Time { get; } = new();

    public required Repository Repository { get; init; }

    public required AptCache Cache { get; set; }

    public required HttpClient Client { get; set; }

    public required int Port { get; set; }

    public string Folder => _root["apt"];

    public AptCacheOptions Options { get; set; } = null!;

    public static async Task<Proxied> StartAsync(Func<AptCacheOptions, AptCacheOptions>? change = null)
    {
        var proxied = new Proxied { Repository = await Repository.StartAsync(), Cache = null!, Client = null!, Port = 0 };
        proxied.Options = new(proxied.Folder) { AllowLoopback = true, Time = proxied.Time, Silence = TimeSpan.FromSeconds(20) };
        if (change is not null)
            proxied.Options = change(proxied.Options);
        await proxied.OpenAsync();
        return proxied;
    }

    /// <summary>Ends the cache and starts another one in its place.</summary>
    public async Task RestartAsync(Func<AptCacheOptions, AptCacheOptions>? change = null)
    {
        await Cache.DisposeAsync();
        if (change is not null)
            Options = change(Options);
        await OpenAsync();
    }

    public static Socket Listener()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    public static HttpClient ClientOf(int port) =>
        new(new SocketsHttpHandler { Proxy = new WebProxy("127.0.0.1", port) { BypassProxyOnLocal = false }, UseProxy = true, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };

    public Task<Got> GetAsync(string path, params (string Name, string Value)[] headers) => AskAsync(HttpMethod.Get, Repository.Address(path), headers);

    public async Task<Got> AskAsync(HttpMethod method, string address, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request);
        return new(
            (int)response.StatusCode,
            response.ReasonPhrase ?? "",
            await response.Content.ReadAsStringAsync(),
            response.Headers.TryGetValues("X-Cache", out var values) ? values.Single() : "",
            response.Content.Headers.ToString() + response.Headers);
    }

    public async ValueTask DisposeAsync()
    {
        await Cache.DisposeAsync();
        await Repository.DisposeAsync();
        _rest.ForEach(static one => one.Dispose());
        _root.Dispose();
    }

    private async Task OpenAsync()
    {
        var listener = Listener();
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        Cache = await AptCache.StartAsync(listener, Options, CancellationToken.None);
        Client = ClientOf(Port);
        _rest.Add(Client);
    }

    internal sealed record Got(int Status, string Reason, string Body, string Source, string Headers);
}

/// <summary>A clock that moves when it is told to.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private DateTimeOffset _now = new(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Step(TimeSpan time) => _now += time;
}
