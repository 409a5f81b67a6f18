using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Converge.Agent.Configuration;
using Converge.Agent.Identity;
using Converge.Agent.Tests.Repository;
using Converge.Linux.State;
using Converge.Protocol;
using Converge.Server.Hosting;

namespace Converge.Agent.Tests.Live;

/// <summary>A server with a repository, and nodes that are enrolled with it, all in this process and on this machine.</summary>
internal sealed class LiveFleet : IAsyncDisposable
{
    private ServerHost? _server;
    private int _port;

    private LiveFleet(FleetFolder folder) => Folder = folder;

    public FleetFolder Folder { get; }

    public Uri Address => new($"https://127.0.0.1:{_port}");

    public string Pin => _server!.Pin;

    private string Data => Folder["data"];

    public static async Task<LiveFleet> StartAsync(Action<FleetFolder> write)
    {
        var fleet = new LiveFleet(await FleetFolder.CreateAsync());
        write(fleet.Folder);
        await fleet.Folder.CommitAsync();
        await fleet.StartServerAsync();
        return fleet;
    }

    /// <summary>On the same port again, if it had one.</summary>
    public async Task StartServerAsync()
    {
        var options = new ServerOptions(Data) { Address = IPAddress.Loopback, Port = _port, Repository = Folder.Path, Poll = TimeSpan.FromMilliseconds(200) };
        _server = await ServerHost.StartAsync(options, TimeProvider.System, static _ => { }, static _ => { }, CancellationToken.None);
        _port = _server.Port;
    }

    public async Task StopServerAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }

    public async Task<string> TokenAsync(string name)
    {
        using var root = Root();
        using var response = await root.PostAsJsonAsync(Routes.Tokens, new TokenRequest(name), ProtocolJson.Default.TokenRequest);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ProtocolJson.Default.EnrolmentToken))!.Token!;
    }

    /// <summary>A node that is enrolled, with a folder of its own.</summary>
    public async Task<AgentConfiguration> EnrolAsync(string name)
    {
        using var state = new StateFolder(Folder[$"state-{name}"]);
        state.Prepare();
        await Enrolment.EnrolAsync(Address, await TokenAsync(name), Pin, name, state, TimeProvider.System, CancellationToken.None);
        return new() { Server = Address, State = state.Path, Repairs = false };
    }

    public async Task<RunOrder> OrderAsync(string name, bool allowsOlder = false)
    {
        using var root = Root();
        using var response = await root.PostAsJsonAsync($"{Routes.Node(name)}/run", new OrderRequest { AllowsOlder = allowsOlder }, ProtocolJson.Default.OrderRequest);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(ProtocolJson.Default.RunOrder))!;
    }

    /// <summary>What the server knows of the runs of a node, the newest first.</summary>
    public async Task<IReadOnlyList<RunSummary>> RunsAsync(string name)
    {
        using var root = Root();
        return (await root.GetFromJsonAsync($"{Routes.Runs}?node={name}", ProtocolJson.Default.PageRunSummary))!.Items;
    }

    public async ValueTask DisposeAsync()
    {
        await StopServerAsync();
        Folder.Dispose();
    }

    private HttpClient Root() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(Data, ServerHost.ControlSocket)), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new("http://localhost") };
}
