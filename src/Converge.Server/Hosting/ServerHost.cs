using System.Net;
using System.Net.Sockets;
using Converge.Server.Dashboard;
using Converge.Server.Dashboard.Live;
using Converge.Server.Dashboard.Overview;
using Converge.Server.Dashboard.RunPages;
using Converge.Server.Identity;
using Converge.Server.Nodes;
using Converge.Server.Repository;
using Converge.Server.Runs;
using Converge.Server.Secrets;
using Converge.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Converge.Server.Hosting;

/// <summary>A server that runs.</summary>
public sealed class ServerHost : IAsyncDisposable
{
    /// <summary>The socket that counts as root of the machine.</summary>
    public const string ControlSocket = "control.sock";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly WebApplication _application;
    private readonly IStorage _storage;
    private readonly Gate _gate;

    private ServerHost(WebApplication application, IStorage storage, Gate gate)
    {
        _application = application;
        _storage = storage;
        _gate = gate;
    }

    /// <summary>Whether a server answers on the socket of a folder.</summary>
    public static bool IsRunning(string data)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(Path.GetFullPath(data), ControlSocket)));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>By which nodes know the server.</summary>
    public string Pin => _gate.Authority.Pin;

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <exception cref="StorageException">What it remembers cannot be opened.</exception>
    /// <exception cref="IOException">The address is taken, or the folder cannot be written to.</exception>
    public static async Task<ServerHost> StartAsync(ServerOptions options, TimeProvider clock, Action<ILoggingBuilder> logging, Action<string> warn, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(options.Data, OwnerOnly | UnixFileMode.UserExecute);
        var storage = await StorageChoice.OpenAsync(options.Data, options.Database, clock, warn, cancel).ConfigureAwait(false);
        var gate = Gate.Open(options, storage, clock);
        var host = new ServerHost(Build(options, clock, logging, storage, gate), storage, gate);
        try
        {
            File.Delete(options.In(ControlSocket));
            await host._application.StartAsync(cancel).ConfigureAwait(false);
            File.SetUnixFileMode(options.In(ControlSocket), OwnerOnly);
            host.Port = host.FindPort();
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends when the server is stopped by a signal or from outside.</summary>
    public Task WaitAsync(CancellationToken cancel) => _application.WaitForShutdownAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        await _storage.DisposeAsync().ConfigureAwait(false);
        _gate.Dispose();
    }

    private static WebApplication Build(ServerOptions options, TimeProvider clock, Action<ILoggingBuilder> logging, IStorage storage, Gate gate)
    {
        // Nothing is taken from files or variables but what the options say.
        var builder = WebApplication.CreateEmptyBuilder(new());
        logging(builder.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Limits.Set(kestrel, options));
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, options, gate.Authority));
        builder.Services.AddRoutingCore().AddSingleton<IMemoryPoolFactory<byte>, PassingMemory>();
        AddParts(builder.Services, options, clock, storage, gate);
        var application = builder.Build();
        application.UseRouting();
        var services = application.Services;
        storage.Changed = services.GetRequiredService<StorageNews>().Note;
        var pipeline = services.GetRequiredService<Pipeline>();
        Endpoint[] endpoints = [.. Endpoints(services, gate)];
        services.GetRequiredService<OpenApi>().Describe(endpoints);
        foreach (var endpoint in endpoints)
            application.MapMethods(endpoint.Path, [endpoint.Method], pipeline.Before(endpoint));
        return application;
    }

    private static void AddParts(IServiceCollection services, ServerOptions options, TimeProvider clock, IStorage storage, Gate gate)
    {
        services.AddSingleton(options).AddSingleton(clock).AddSingleton(storage).AddSingleton(gate.Authentication).AddSingleton(gate.Audit).AddSingleton(gate.Certificates);
        services.AddSingleton<RepositoryMirror>().AddSingleton<LiveWiring>().AddSingleton<SeenNodes>().AddSingleton<Recomposition>();
        services.AddSingleton<CheckIns>().AddSingleton<Assignments>().AddSingleton<Inventories>().AddSingleton<RunUploads>().AddSingleton<RepositoryCalls>().AddSingleton<SecretCalls>();
        services.AddSingleton<Snapshots>().AddSingleton<LiveEvents>().AddSingleton(static all => new StoredReports(all.GetRequiredService<IStorage>().Runs)).AddSingleton<DashboardPages>();
        services.AddSingleton<Health>().AddSingleton<Pipeline>().AddSingleton<StorageNews>().AddSingleton<CallCounts>().AddSingleton<ServerMetrics>().AddSingleton<OpenApi>().AddSingleton<Exports>();
        services.AddSingleton<IHostedService>(static all => all.GetRequiredService<RepositoryMirror>());
        services.AddSingleton<IHostedService>(static all => all.GetRequiredService<LiveWiring>());
        services.AddSingleton<IHostedService>(static all => all.GetRequiredService<SeenNodes>());
        services.AddSingleton<IHostedService>(static all => all.GetRequiredService<Recomposition>());
        services.AddSingleton<IHostedService, Retention>().AddSingleton<IHostedService, MemoryReturn>();
    }

    /// <summary>All that can be asked of a server.</summary>
    private static IEnumerable<Endpoint> Endpoints(IServiceProvider services, Gate gate) =>
    [
        .. gate.Endpoints,
        .. services.GetRequiredService<CheckIns>().Endpoints,
        .. services.GetRequiredService<Assignments>().Endpoints,
        .. services.GetRequiredService<Inventories>().Endpoints,
        .. services.GetRequiredService<RunUploads>().Endpoints,
        .. services.GetRequiredService<RepositoryCalls>().Endpoints,
        .. services.GetRequiredService<SecretCalls>().Endpoints,
        .. services.GetRequiredService<DashboardPages>().Endpoints,
        .. services.GetRequiredService<Health>().Endpoints,
        .. services.GetRequiredService<ServerMetrics>().Endpoints,
        .. services.GetRequiredService<Exports>().Endpoints,
        .. services.GetRequiredService<OpenApi>().Endpoints,
    ];

    private static void Listen(KestrelServerOptions kestrel, ServerOptions options, Authority authority)
    {
        var address = options.Address ?? IPAddress.IPv6Any;
        kestrel.Listen(address, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(authority.HandshakeOptions());
        });
        kestrel.ListenUnixSocket(Path.GetFullPath(options.In(ControlSocket)), static listen => listen.Protocols = HttpProtocols.Http1);
    }

    private int FindPort()
    {
        var addresses = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return addresses.Select(static address => new Uri(address.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("http://unix:", "unix:", StringComparison.Ordinal))).First(static uri => uri.Scheme == Uri.UriSchemeHttps).Port;
    }
}
