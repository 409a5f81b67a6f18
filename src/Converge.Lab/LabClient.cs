using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Converge.Lab.Keeping;
using Converge.Lab.Nodes;
using Converge.Lab.Places;

namespace Converge.Lab;

/// <summary>A lab that is up, for whoever wants something of it.</summary>
public sealed class LabClient(LabPlace place)
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    public LabPlace Place { get; } = place;

    public async Task<IReadOnlyList<NodeState>> NodesAsync(CancellationToken cancel) => (await AskAsync(new(LabVerb.Status), cancel).ConfigureAwait(false)).Nodes;

    /// <exception cref="LabException">There is none of that name.</exception>
    public async Task<NodeState> NodeAsync(string name, CancellationToken cancel)
    {
        var nodes = await NodesAsync(cancel).ConfigureAwait(false);
        return nodes.FirstOrDefault(node => node.Name == name || node.Fqdn == name)
            ?? throw new LabException($"there is no node '{name}' in the lab '{Place.Name}'", nodes.Count == 0 ? "it has none" : $"there are {string.Join(", ", nodes.Select(static node => node.Name))}");
    }

    /// <summary>Makes a node and starts it.</summary>
    public Task AddAsync(NodeSetup setup, CancellationToken cancel) => AskAsync(new(LabVerb.Add) { Setup = setup }, cancel);

    /// <summary>Ends when a node has booted.</summary>
    public Task WaitAsync(string node, TimeSpan patience, CancellationToken cancel) => AskAsync(new(LabVerb.Wait, node) { Seconds = patience.TotalSeconds }, cancel);

    public Task StartAsync(string node, CancellationToken cancel) => AskAsync(new(LabVerb.Start, node), cancel);

    public Task StopAsync(string node, CancellationToken cancel) => AskAsync(new(LabVerb.Stop, node) { Seconds = StopPatience.TotalSeconds }, cancel);

    public Task KillAsync(string node, CancellationToken cancel) => AskAsync(new(LabVerb.Kill, node), cancel);

    public Task RemoveAsync(string node, CancellationToken cancel) => AskAsync(new(LabVerb.Remove, node), cancel);

    public Task CutAsync(string node, CancellationToken cancel) => AskAsync(new(LabVerb.Cut, node), cancel);

    public Task HealAsync(string node, CancellationToken cancel) => AskAsync(new(LabVerb.Heal, node), cancel);

    /// <summary>Makes a layer, if it is not there yet.</summary>
    public async Task MakeLayerAsync(LayerSetup layer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (!Directory.Exists(layer.Folder))
            await AskAsync(new(LabVerb.Layer) { Layer = layer }, cancel).ConfigureAwait(false);
    }

    public Task DownAsync(CancellationToken cancel) => AskAsync(new(LabVerb.Down), cancel);

    /// <summary>Runs a command in a node, as its root.</summary>
    public async Task<Ran> RunAsync(string node, IReadOnlyList<string> command, string input, CancellationToken cancel) =>
        await LabProcess.RunAsync(await EnteringAsync(node, command, cancel).ConfigureAwait(false), input, cancel).ConfigureAwait(false);

    /// <inheritdoc cref="LabProcess.RunAsync(IReadOnlyList{string}, Func{Stream, CancellationToken, Task}?, Action{string}?, CancellationToken)"/>
    public async Task<Ran> RunAsync(string node, IReadOnlyList<string> command, Func<Stream, CancellationToken, Task>? feed, Action<string>? tell, CancellationToken cancel) =>
        await LabProcess.RunAsync(await EnteringAsync(node, command, cancel).ConfigureAwait(false), feed, tell, cancel).ConfigureAwait(false);

    /// <summary>The command of this machine that runs a command in a node: exit code and streams are those of the latter.</summary>
    public async Task<IReadOnlyList<string>> EnteringAsync(string node, IReadOnlyList<string> command, CancellationToken cancel)
    {
        var state = await NodeAsync(node, cancel).ConfigureAwait(false);
        if (state.Leader == 0)
            throw new LabException($"'{state.Name}' is off", $"'converge lab start {state.Name}' turns it on");
        return NodeEntrance.Command(Owner, state, command);
    }

    /// <summary>The command of this machine that runs a program of this machine in the network of the lab.</summary>
    public IReadOnlyList<string> InNetwork(IReadOnlyList<string> command) => NodeEntrance.InNetwork(Owner, command);

    private LabOwner Owner => LabStart.OwnerOf(Place) ?? throw new LabException($"the lab '{Place.Name}' is not up", "'converge lab up' starts it");

    private async Task<LabAnswer> AskAsync(LabRequest request, CancellationToken cancel)
    {
        if (!LabStart.IsUp(Place))
            throw new LabException($"the lab '{Place.Name}' is not up", "'converge lab up' starts it");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Place.Control), cancel).ConfigureAwait(false);
            using var stream = new NetworkStream(socket);
            await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(request, LabJson.Default.LabRequest), cancel).ConfigureAwait(false);
            await stream.WriteAsync("\n"u8.ToArray(), cancel).ConfigureAwait(false);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var line = await reader.ReadLineAsync(cancel).ConfigureAwait(false) ?? throw new LabException($"the lab '{Place.Name}' ended while it was asked");
            var answer = JsonSerializer.Deserialize(line, LabJson.Default.LabAnswer)!;
            return answer.Problem is null ? answer : throw new LabException(answer.Problem, answer.Hint);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new LabException($"the lab '{Place.Name}' does not answer: {e.Message}", $"see '{Place.Log}'", e);
        }
    }
}
