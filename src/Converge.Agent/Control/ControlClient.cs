using System.Net.Sockets;
using System.Text;

namespace Converge.Agent.Control;

/// <summary>Asks the agent of this machine.</summary>
public static class ControlClient
{
    public const string Name = "agent.sock";

    /// <exception cref="AgentException">There is none.</exception>
    public static async Task<string> AskAsync(string stateFolder, string words, CancellationToken cancel)
    {
        var path = Path.Combine(stateFolder, Name);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel).ConfigureAwait(false);
            using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{words}\n"), cancel).ConfigureAwait(false);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return await reader.ReadToEndAsync(cancel).ConfigureAwait(false) is { Length: > 0 } answer ? answer : throw new AgentException("the agent ended before it answered", "'journalctl -u converge-agent' tells more");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new AgentException("the agent is asked by root alone", "try it with 'sudo'");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new AgentException($"no agent listens at '{path}'", "'systemctl start converge-agent' starts it, '--state' names another folder");
        }
    }
}
