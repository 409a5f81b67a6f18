using System.Net.Sockets;
using System.Text;

namespace Converge.Agent.Control;

/// <summary>Where root asks the agent of this machine: a line of words is sent, and a document comes back.</summary>
/// <param name="answer">What is answered to the words.</param>
internal sealed class ControlSocket(string path, Func<string[], CancellationToken, Task<string>> answer, AgentLog log)
{
    private const int LongestLine = 1024;
    private const int MostWaiting = 16;

    public async Task RunAsync(CancellationToken stop)
    {
        // One that was left by a process that is gone; two agents are kept apart by a lock.
        File.Delete(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen(MostWaiting);
        try
        {
            while (true)
            {
                var connection = await listener.AcceptAsync(stop).ConfigureAwait(false);
                _ = ServeAsync(connection, stop);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task ServeAsync(Socket connection, CancellationToken stop)
    {
        using (connection)
        {
            try
            {
                using var stream = new NetworkStream(connection);
                using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, LongestLine, leaveOpen: true);
                if (await reader.ReadLineAsync(stop).ConfigureAwait(false) is not { Length: <= LongestLine } line)
                    return;
                var text = await answer(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), stop).ConfigureAwait(false);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                log.Debug($"nobody waited for an answer: {e.Message}");
            }
        }
    }
}
