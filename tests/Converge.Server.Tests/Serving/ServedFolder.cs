using System.Diagnostics;
using System.Globalization;
using Converge.Server.Hosting;

namespace Converge.Server.Tests.Serving;

/// <summary>A server as a process of its own, which can be killed.</summary>
internal sealed class ServedFolder : IDisposable
{
    private readonly Process _process;

    private ServedFolder(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>What the process does: serves until it is killed.</summary>
    public static async Task<int> RunAsync(string data)
    {
        var options = new ServerOptions(data) { Address = System.Net.IPAddress.Loopback, Port = 0 };
        await using var host = await ServerHost.StartAsync(options, TimeProvider.System, static _ => { }, static _ => { }, CancellationToken.None);
        Console.WriteLine(host.Port);
        await host.WaitAsync(CancellationToken.None);
        return 0;
    }

    public static async Task<ServedFolder> StartAsync(string data)
    {
        var program = Path.ChangeExtension(typeof(ServedFolder).Assembly.Location, null);
        var process = Process.Start(new ProcessStartInfo(program, ["serve", data]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var port = int.Parse(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the server has ended"), CultureInfo.InvariantCulture);
        return new(process, new($"https://localhost:{port}"));
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
