using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Converge.Lab.Apt;

/// <summary>
/// A caching forward proxy for apt. What was fetched once is there for all nodes and when the repositories cannot be reached.
/// </summary>
public sealed class AptCache : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly KestrelServer _server;
    private readonly FileSource _source;
    private readonly Traffic _traffic;

    private AptCache(KestrelServer server, FileSource source, Traffic traffic) => (_server, _source, _traffic) = (server, source, traffic);

    /// <summary>Answers that came from what is kept.</summary>
    public long Hits => _traffic.Hits;

    /// <summary>Answers for which a repository had to send the file.</summary>
    public long Misses => _traffic.Misses;

    /// <summary>Downloads that failed, also where an older copy could be served.</summary>
    public long Failures => _traffic.Failures;

    public long BytesServed => _traffic.Served;

    public long BytesFetched => _traffic.Fetched;

    /// <param name="listener">Bound and listening, in whatever network namespace; the cache takes it over. The repositories are asked from the namespace of the process.</param>
    public static async Task<AptCache> StartAsync(Socket listener, AptCacheOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(options);
        var traffic = new Traffic();
        var source = new FileSource(options, traffic);
        // The bare server: a host around it would read settings of this machine and take the signals of the process.
        var server = new KestrelServer(
            Options.Create(Settings(listener)),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions { CreateBoundListenSocket = _ => listener }), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
        var cache = new AptCache(server, source, traffic);
        try
        {
            await server.StartAsync(new Proxy(source, traffic), cancel);
            return cache;
        }
        catch
        {
            await cache.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (var patience = new CancellationTokenSource(Farewell))
        {
            // Downloads are stopped first, or the clients that wait for them would hold up the server.
            await _source.DisposeAsync();
            await _server.StopAsync(patience.Token);
        }
        _server.Dispose();
    }

    private static KestrelServerOptions Settings(Socket listener)
    {
        var settings = new KestrelServerOptions
        {
            AddServerHeader = false,
            // The address in the request line counts, whatever the header says.
            AllowHostHeaderOverride = true,
            ApplicationServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        // apt may hang when a proxy closes a connection: one that is idle is kept, and so is one to a node that is cut off for a while.
        settings.Limits.KeepAliveTimeout = TimeSpan.FromHours(1);
        settings.Limits.MinResponseDataRate = null;
        settings.Listen(listener.LocalEndPoint!);
        return settings;
    }
}
