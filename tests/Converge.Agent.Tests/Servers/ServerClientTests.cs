using System.Net;
using System.Net.Sockets;
using Converge.Agent.Identity;
using Converge.Agent.Servers;
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
}
