using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Converge.Agent.Running;

/// <summary>Tells systemd how the service is, as sd_notify(3) does.</summary>
/// <param name="socket">Null if nobody wants to know.</param>
/// <param name="watchdog">Within which time systemd wants a sign of life; null if it wants none.</param>
public sealed class ServiceNotifier(string? socket, TimeSpan? watchdog)
{
    /// <summary>Null if it does not matter.</summary>
    public TimeSpan? Watchdog { get; } = watchdog;

    /// <summary>Whether the service is one of systemd: only then does anybody start it again.</summary>
    public bool IsService { get; } = socket is not null;

    public static ServiceNotifier Of(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        // It may be meant for the process that started this one.
        var isMine = variable("WATCHDOG_PID") is not { Length: > 0 } process || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var watchdog = isMine && long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var time) && time > 0
            ? TimeSpan.FromMicroseconds(time)
            : (TimeSpan?)null;
        return new(variable("NOTIFY_SOCKET") is { Length: > 0 } socket ? socket : null, watchdog);
    }

    public void Ready(string status) => Send($"READY=1\nSTATUS={OneLine(status)}");

    public void Status(string status) => Send($"STATUS={OneLine(status)}");

    public void Alive() => Send("WATCHDOG=1");

    public void Stopping() => Send("STOPPING=1");

    /// <summary>Asks for more time to end.</summary>
    public void ExtendTimeout(TimeSpan time) => Send(string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={(long)time.TotalMicroseconds}"));

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private void Send(string text)
    {
        if (socket is null)
            return;
        try
        {
            // One that begins with '@' has no file.
            var path = socket[0] == '@' ? $"\0{socket[1..]}" : socket;
            using var client = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            client.SendTo(Encoding.UTF8.GetBytes(text), new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            // Who does not listen does not miss it.
        }
    }
}
