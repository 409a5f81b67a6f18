using System.Net.Sockets;
using System.Text;
using Converge.Agent.Running;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Agent.Tests.Running;

public sealed class ServiceNotifierTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Systemd_is_told_over_its_socket(bool isAbstract)
    {
        using var folder = new TemporaryFolder();
        var name = isAbstract ? $"@converge-test-{Guid.NewGuid():N}" : folder["notify"];
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? $"\0{name[1..]}" : name));
        var notifier = ServiceNotifier.Of(variable => variable switch { "NOTIFY_SOCKET" => name, "WATCHDOG_USEC" => "90000000", _ => null });
        notifier.Watchdog.ShouldBe(TimeSpan.FromSeconds(90));
        notifier.Ready("two\nlines");
        notifier.Alive();
        notifier.Stopping();
        (await ReceiveAsync(socket)).ShouldBe("READY=1\nSTATUS=two lines");
        (await ReceiveAsync(socket)).ShouldBe("WATCHDOG=1");
        (await ReceiveAsync(socket)).ShouldBe("STOPPING=1");
    }

    [Fact]
    public void A_watchdog_of_another_process_is_none()
    {
        var notifier = ServiceNotifier.Of(static variable => variable switch { "WATCHDOG_USEC" => "90000000", "WATCHDOG_PID" => "1", _ => null });
        (notifier.Watchdog, notifier.IsService).ShouldBe((null, false));
        notifier.Ready("nobody listens");
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, patience.Token));
    }
}
