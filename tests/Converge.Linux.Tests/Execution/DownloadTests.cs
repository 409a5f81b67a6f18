using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Plans;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Execution;

public sealed class DownloadTests : IDisposable
{
    private static readonly string Sum = Convert.ToHexStringLower(SHA256.HashData("hello"u8));

    private readonly TemporaryFolder _folder = new();
    private readonly LinuxMachine _machine = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<string> _requests = [];
    private readonly Task _serving;

    public DownloadTests()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _serving.GetAwaiter().GetResult();
        _machine.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_meant_takes_its_place()
    {
        _folder.Write("file", "old");
        await Fetch("/file");
        File.ReadAllText(_folder["file"]).ShouldBe("hello");
        File.GetUnixFileMode(_folder["file"]).ShouldBe((UnixFileMode)0b110_100_000);
    }

    [Fact]
    public async Task What_passes_is_tried_again_and_what_does_not_is_told()
    {
        await Fetch("/twice-busy");
        _requests.Count.ShouldBe(3);
        _folder.Write("file", "old");
        (await Failure("/nowhere")).ShouldEndWith("/nowhere cannot be fetched: the server answers 404 Not Found");
        (await Failure("/other")).ShouldContain("/other is another file than was meant: its SHA-256 is ");
        (await Failure("/half")).ShouldContain("cannot be fetched");
        File.ReadAllText(_folder["file"]).ShouldBe("old");
        Directory.GetFileSystemEntries(_folder.Path).ShouldBe([_folder["file"]]);
    }

    [Fact]
    public async Task A_password_goes_as_one_and_is_not_shown()
    {
        var url = $"http://ann:p%40ss@127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        await Fetch(new RemoteFile($"{url}/file", Sum, IsSecret: true));
        _requests[0].ShouldContain($"Authorization: Basic {Convert.ToBase64String("ann:p@ss"u8)}");
        (await Should.ThrowAsync<StepException>(() => Fetch(new RemoteFile($"{url}/nowhere", Sum, IsSecret: true)))).Message.ShouldBe("<secret> cannot be fetched: the server answers 404 Not Found");
    }

    private Task Fetch(string path) => Fetch(new RemoteFile($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{path}", Sum, IsSecret: false));

    private Task<StepResult> Fetch(RemoteFile source) =>
        new FileSteps(_machine, new NoContents()).FetchAsync(new(source, _folder["file"], new(null, null, 0b110_100_000)), new(_machine, TimeSpan.FromMilliseconds(10)), CancellationToken.None);

    private async Task<string> Failure(string path) => (await Should.ThrowAsync<StepException>(() => Fetch(path))).Message;

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var buffer = new byte[8192];
                var request = Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
                _requests.Add(request);
                var answer = request.Split(' ')[1] switch
                {
                    "/file" => "200 OK\r\nContent-Length: 5\r\n\r\nhello",
                    "/twice-busy" when _requests.Count < 3 => "503 Busy\r\nContent-Length: 0\r\n\r\n",
                    "/twice-busy" => "200 OK\r\nContent-Length: 5\r\n\r\nhello",
                    "/other" => "200 OK\r\nContent-Length: 5\r\n\r\nother",
                    "/half" => "200 OK\r\nContent-Length: 500\r\n\r\nhello",
                    _ => "404 Not Found\r\nContent-Length: 0\r\n\r\n",
                };
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal)}"));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }
}
