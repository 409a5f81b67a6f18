using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Converge.Agent.Identity;
using Converge.Agent.Servers;
using Converge.Agent.Tests.Live;
using Converge.Linux.State;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Agent.Tests.Servers;

public sealed class ServerClientTests
{
    [Fact]
    public async Task A_server_that_takes_no_connection_is_told_from_one_that_does_not_answer()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var place = (IPEndPoint)listener.LocalEndPoint!;
        // Nobody takes it, so there is no room for another one.
        using var first = new TcpClient();
        await first.ConnectAsync(place);
        using var client = new ServerClient(new($"https://{place}"), ServerTrust.OfPin(new('0', 64)), certificate: null, TimeProvider.System);
        var thrown = await Should.ThrowAsync<ServerException>(() => client.AssignmentAsync("app1", known: null, TimeSpan.FromSeconds(60), CancellationToken.None));
        thrown.Message.ShouldBe($"'https://{place}/' cannot be reached: no connection within 10 s");
    }

    [ProgramFact("git")]
    public async Task All_that_a_node_asks_goes_through_one_connection()
    {
        await using var fleet = await LiveFleet.StartAsync(static folder => folder.WriteFleet("hello", "web1"));
        using var state = new StateFolder((await fleet.EnrolAsync("web1")).State);
        var identity = new IdentityFolder(state);
        using var certificate = identity.Read();
        var open = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var listener = Connections(fleet.Address.Port, open);
        using var client = new ServerClient(fleet.Address, ServerTrust.OfFile(identity.AuthorityFile), certificate, TimeProvider.System);
        var waits = client.AssignmentAsync("web1", (await client.AssignmentAsync("web1", known: null, TimeSpan.Zero, CancellationToken.None)).Version, TimeSpan.FromSeconds(2), CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.SearchAsync(new($"name:web{i}"), CancellationToken.None)));
        await waits;
        open.ShouldBe([new("2", 1)]);
    }

    /// <summary>Listens to the runtime, which counts open connections by the version of the protocol that they speak.</summary>
    private static MeterListener Connections(int port, ConcurrentDictionary<string, long> open)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument is { Meter.Name: "System.Net.Http", Name: "http.client.open_connections" })
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, change, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(static tag => tag.Key, static tag => tag.Value, StringComparer.Ordinal);
            if (Equals(named["server.port"], port))
                open.AddOrUpdate((string)named["network.protocol.version"]!, change, (_, sum) => sum + change);
        });
        listener.Start();
        return listener;
    }
}
