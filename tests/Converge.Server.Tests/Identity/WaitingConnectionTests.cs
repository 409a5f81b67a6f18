using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Converge.Server.Tests.Servers;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Identity;

/// <summary>What a connection costs over which nothing goes. Nearly all connections of a server are such.</summary>
[Collection(nameof(HostileTests))]
public sealed partial class WaitingConnectionTests : IAsyncLifetime
{
    private const int Connections = 60;

    // Of both ends, which are in this process: 100 KB, and 190 KB if OpenSSL keeps what it can.
    private const int Most = 140 * 1024;

    private readonly RunningServer _server = new();

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task OpenSsl_keeps_little_for_connections_that_wait()
    {
        var node = await _server.NodeAsync("app1.example.com");
        var waiting = new List<SslStream>();
        try
        {
            waiting.Add(await WaitAsync(node));
            var before = InUse();
            for (var number = 0; number < Connections; number++)
                waiting.Add(await WaitAsync(node));
            ((InUse() - before) / Connections).ShouldBeLessThan(Most);
        }
        finally
        {
            foreach (var stream in waiting)
                await stream.DisposeAsync();
        }
    }

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

    /// <summary>A node that has sent what fills the longest messages that there are, and waits for news.</summary>
    private async Task<SslStream> WaitAsync(TestNode node)
    {
        var stream = await _server.ConnectAsync(node.Certificate);
        var document = $"{{\"document\": {{\"text\": \"{new string('a', 20 * 1024)}\"}}}}";
        await AskAsync(stream, $"PUT /v1/nodes/{node.Name} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {document.Length}\r\n\r\n{document}");
        var assignment = await AskAsync(stream, $"GET /v1/nodes/{node.Name}/assignment HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var version = assignment.Split("\"version\":\"")[1].Split('"')[0];
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/nodes/{node.Name}/assignment?wait=60&known={version} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        return stream;
    }

    private static async Task<string> AskAsync(SslStream stream, string request)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        var answer = "";
        var buffer = new byte[16 * 1024];
        while (!answer.EndsWith('}'))
            answer += Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer) is > 0 and var count ? count : throw new EndOfStreamException(answer));
        answer.ShouldStartWith("HTTP/1.1 200");
        return answer;
    }

    private static long InUse()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var all = AskMalloc();
        return (long)(all.InUse + all.Mapped);
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial MallocState AskMalloc();

    // mallinfo2 of malloc.h.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct MallocState
    {
        public readonly nuint Arena, FreeChunks, FastChunks, Mappings, Mapped, Most, FastFree, InUse, Free, Releasable;
    }
}
