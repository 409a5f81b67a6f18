using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Converge.Server.Tests.Servers;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Identity;

/// <summary>What TLS does for connections that wait.</summary>
[Collection(nameof(HostileTests))]
public sealed class WaitingConnectionTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task No_session_is_given_out_that_could_be_resumed()
    {
        // From the second connection on settings are shared, as only those can that allow sessions to be resumed.
        for (var connection = 0; connection < 3; connection++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, _server.Port);
            await using var stream = new SslStream(socket.GetStream());
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null });
            // They would come at once, and nothing else comes before it is asked for.
            await Task.Delay(TimeSpan.FromMilliseconds(300));
            socket.Available.ShouldBe(0);
        }
    }
}
