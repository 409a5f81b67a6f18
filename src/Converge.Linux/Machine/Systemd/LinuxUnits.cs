using Converge.Linux.Machine.Files;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Systemd;

/// <summary>
/// The units of the systemd that runs here. Root talks to systemd's own socket, as systemctl does, so that no bus of other
/// services is needed.
/// </summary>
public sealed class LinuxUnits(LinuxFiles files) : IUnits, IDisposable
{
    // What systemd makes when it runs as the first process; its own test.
    private const string Running = "/run/systemd/system";
    private const string OwnSocket = "/run/systemd/private";
    private const string BusSocket = "/run/dbus/system_bus_socket";

    private readonly Lock _talking = new();
    private Answer? _answer;

    /// <inheritdoc/>
    public string? WhyAbsent
    {
        get
        {
            lock (_talking)
                return (_answer ??= Read()).WhyAbsent;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="UnreadableException">systemd was there, and does not answer any more.</exception>
    public UnitStatus? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_talking)
        {
            try
            {
                return (_answer ??= Read()).Units?.Find(name);
            }
            catch (BusException e)
            {
                // A connection that broke is of no use to the next question.
                Close();
                throw new UnreadableException($"systemd does not answer about '{name}': {e.Message}");
            }
        }
    }

    /// <summary>For after a step that changed units, or installed something that brings some.</summary>
    public void Forget()
    {
        lock (_talking)
            Close();
    }

    public void Dispose() => Forget();

    private void Close()
    {
        _answer?.Bus?.Dispose();
        _answer = null;
    }

    /// <summary>A connection of its own, to change units.</summary>
    /// <exception cref="BusException">systemd is not there, or does not answer.</exception>
    internal UnitControl Connect()
    {
        try
        {
            return new(Open(static bus => bus));
        }
        catch (UnreadableException e)
        {
            throw new BusException($"systemd cannot be asked: {e.Message}");
        }
    }

    /// <summary>A connection of its own, on which systemd tells what happens to units.</summary>
    /// <exception cref="BusException">systemd is not there, or does not answer.</exception>
    internal UnitSignals Listen()
    {
        try
        {
            return Open(static bus => new UnitSignals(bus));
        }
        catch (UnreadableException e)
        {
            throw new BusException($"systemd cannot be asked: {e.Message}");
        }
    }

    private Answer Read()
    {
        try
        {
            return Open(static bus => new Answer(null, bus, UnitList.Read(bus)));
        }
        catch (BusException e)
        {
            return new(e.Message);
        }
        catch (UnreadableException e)
        {
            return new($"systemd cannot be asked: {e.Message}");
        }
    }

    /// <summary>Asks the first of the sockets on which somebody answers.</summary>
    private T Open<T>(Func<SystemdBus, T> ask)
    {
        if (files.Stat(Running) is null)
            throw new BusException("systemd does not run here");
        // Its own socket is for root, and only from its own process namespace.
        if (LibC.EffectiveUser() == 0 && files.Stat(OwnSocket) is not null)
        {
            try
            {
                return Open(OwnSocket, isBus: false, ask);
            }
            catch (BusException)
            {
                // The bus may do.
            }
        }
        return Open(BusSocket, isBus: true, ask);
    }

    private T Open<T>(string socket, bool isBus, Func<SystemdBus, T> ask)
    {
        SystemdBus? bus = null;
        try
        {
            bus = SystemdBus.Open(files.PathOf(socket), isBus);
            return ask(bus);
        }
        catch (Exception e) when (e is BusException or DllNotFoundException or EntryPointNotFoundException)
        {
            bus?.Dispose();
            throw new BusException(e is BusException ? $"systemd cannot be asked: {e.Message}" : "systemd cannot be asked: there is no libsystemd.so.0");
        }
    }

    private sealed record Answer(string? WhyAbsent, SystemdBus? Bus = null, UnitList? Units = null);
}
