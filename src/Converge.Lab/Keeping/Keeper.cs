using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Converge.Lab.Apt;
using Converge.Lab.Places;

namespace Converge.Lab.Keeping;

/// <summary>
/// The process that a lab lives in. It does what it is asked over a socket, and ends when it is told to, when nobody holds
/// its lifeline any more, or when it is killed; in each case nothing of the lab goes on.
/// </summary>
public sealed class Keeper : IDisposable
{
    private readonly LabPlace _place;
    private readonly LabCache _cache;
    private readonly LabGround _ground;
    private readonly KeptNodes _nodes;
    private readonly CancellationTokenSource _end = new();

    private Keeper(LabPlace place, LabCache cache, LabNetwork network)
    {
        _place = place;
        _cache = cache;
        _ground = new(network, place.Group);
        _nodes = new(place, _ground);
    }

    /// <summary>Keeps a lab until its end. The process must be in namespaces that <see cref="LabStart"/> made for it.</summary>
    /// <param name="isOffline">Whether packages come only from those that were fetched before.</param>
    /// <param name="hasLifeline">Whether the end of the standard input is the end of the lab.</param>
    public static async Task KeepAsync(LabPlace place, LabCache cache, LabNetwork network, bool hasLifeline, bool isOffline)
    {
        ArgumentNullException.ThrowIfNull(place);
        using var alive = LabLock.Take(place);
        using var keeper = new Keeper(place, cache, network);
        await keeper.KeepAsync(hasLifeline, isOffline).ConfigureAwait(false);
    }

    public void Dispose() => _end.Dispose();

    private async Task KeepAsync(bool hasLifeline, bool isOffline)
    {
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _end.Cancel();
        });
        PrepareNodes();
        await _ground.PrepareAsync(_end.Token).ConfigureAwait(false);
        await using var packages = await AptCache.StartAsync(_ground.Listen(LabNetwork.PackagePort), new(_cache.Packages) { IsOffline = isOffline }, _end.Token).ConfigureAwait(false);
        using var control = Listen();
        if (hasLifeline)
            _ = HoldAsync();
        try
        {
            while (true)
                _ = ServeAsync(await control.AcceptAsync(_end.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            await _nodes.StopAllAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>A clone cannot write on top of another clone, as the file system of a container is one.</summary>
    private void PrepareNodes()
    {
        Directory.CreateDirectory(_place.Nodes);
        if (new DriveInfo(_place.Nodes).DriveFormat is "overlay" or "overlayfs")
            Kernel.Mount("tmpfs", _place.Nodes, "mode=755");
    }

    private Socket Listen()
    {
        const int Waiting = 64;
        File.Delete(_place.Control);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_place.Control));
        File.SetUnixFileMode(_place.Control, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        socket.Listen(Waiting);
        return socket;
    }

    /// <summary>The end of its file means that whoever wanted the lab is gone: there is no reason to be orderly.</summary>
    private static async Task HoldAsync()
    {
        using var lifeline = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (await lifeline.ReadAsync(buffer).ConfigureAwait(false) > 0)
        {
            // Only its end says anything.
        }
        Environment.Exit(0);
    }

    private async Task ServeAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            while (await reader.ReadLineAsync(_end.Token).ConfigureAwait(false) is { } line)
            {
                var answer = await AnswerAsync(line).ConfigureAwait(false);
                await stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, LabJson.Default.LabAnswer).AsMemory(), CancellationToken.None).ConfigureAwait(false);
                await stream.WriteAsync("\n"u8.ToArray(), CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Who asked has gone away, or the lab has ended.
        }
    }

    private async Task<LabAnswer> AnswerAsync(string line)
    {
        try
        {
            var request = JsonSerializer.Deserialize(line, LabJson.Default.LabRequest) ?? throw new LabException("nothing was asked");
            await DoAsync(request).ConfigureAwait(false);
            return new LabAnswer { Nodes = _nodes.States };
        }
        catch (LabException e)
        {
            return new LabAnswer(e.Message) { Hint = e.Hint };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // One request that cannot be answered must not end a lab.
            return new LabAnswer($"this should not happen: {e}");
        }
    }

    private async Task DoAsync(LabRequest request)
    {
        var patience = TimeSpan.FromSeconds(request.Seconds);
        switch (request.Do)
        {
            case LabVerb.Add:
                _nodes.Add(request.Setup!);
                break;
            case LabVerb.Wait:
                await _nodes[request.Node].WaitAsync(patience, _end.Token).ConfigureAwait(false);
                break;
            case LabVerb.Start:
                _nodes[request.Node].Start();
                break;
            case LabVerb.Stop:
                await _nodes[request.Node].StopAsync(patience, _end.Token).ConfigureAwait(false);
                break;
            case LabVerb.Kill:
                await _nodes[request.Node].KillAsync().ConfigureAwait(false);
                break;
            case LabVerb.Remove:
                await _nodes.RemoveAsync(request.Node).ConfigureAwait(false);
                break;
            case LabVerb.Cut or LabVerb.Heal:
                await _nodes[request.Node].SetCableAsync(request.Do == LabVerb.Cut, _end.Token).ConfigureAwait(false);
                break;
            case LabVerb.Layer:
                await new LayerBuild(request.Layer!, _ground, _cache.Layers).RunAsync(_end.Token).ConfigureAwait(false);
                break;
            case LabVerb.Down:
                await _nodes.StopAllAsync(CancellationToken.None).ConfigureAwait(false);
                _end.CancelAfter(TimeSpan.FromMilliseconds(100));
                break;
        }
    }
}
