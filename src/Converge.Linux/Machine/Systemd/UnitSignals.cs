using System.Globalization;
using System.Text;

namespace Converge.Linux.Machine.Systemd;

/// <summary>
/// What systemd tells by itself of its units. Not for several threads at once. That it loads a unit or forgets it is passed over: it
/// does so whenever somebody asks for one that nothing needs, and who asked because of that would do so for ever.
/// </summary>
internal sealed class UnitSignals : IDisposable
{
    private const string Manager = "org.freedesktop.systemd1.Manager";
    private const string Units = "/org/freedesktop/systemd1/unit/";

    private readonly SystemdBus _bus;

    public UnitSignals(SystemdBus bus)
    {
        _bus = bus;
        bus.SubscribeToUnits();
    }

    public int Descriptor => _bus.Descriptor;

    /// <summary>What to wait for, as 'poll' has it.</summary>
    public short Events => _bus.Events;

    /// <summary>Takes all that has come.</summary>
    /// <param name="unit">Told of a unit to which something happened, and whether systemd is about to change it: true when a job begins, false when it is over, null if it says nothing of jobs.</param>
    /// <param name="files">Told that files of units were changed, any of them.</param>
    /// <exception cref="BusException">systemd went away.</exception>
    public void Take(Action<string, bool?> unit, Action files)
    {
        while (_bus.TryTake(out var message))
        {
            using (message)
                Take(message, unit, files);
        }
    }

    public void Dispose() => _bus.Dispose();

    private static void Take(BusMessage message, Action<string, bool?> unit, Action files)
    {
        if (message.IsSignal("org.freedesktop.DBus.Properties", "PropertiesChanged"))
        {
            if (message.Path is { } path && path.StartsWith(Units, StringComparison.Ordinal))
                unit(Unescape(path[Units.Length..]), null);
        }
        else if (message.IsSignal(Manager, "JobNew") || message.IsSignal(Manager, "JobRemoved"))
        {
            message.ReadNumber();
            message.ReadPath();
            unit(message.ReadText(), message.IsSignal(Manager, "JobNew"));
        }
        else if (message.IsSignal(Manager, "UnitFilesChanged") || message.IsSignal(Manager, "Reloading"))
            files();
    }

    /// <summary>As systemd names objects: everything else than letters and digits by its number.</summary>
    internal static string Unescape(string label)
    {
        var bytes = new List<byte>(label.Length);
        for (var at = 0; at < label.Length; at++)
        {
            if (label[at] == '_' && at + 2 < label.Length && byte.TryParse(label.AsSpan(at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
            {
                bytes.Add(code);
                at += 2;
            }
            else
                bytes.Add((byte)label[at]);
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
