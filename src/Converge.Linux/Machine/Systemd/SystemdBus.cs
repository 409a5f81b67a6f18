using System.Runtime.InteropServices;

namespace Converge.Linux.Machine.Systemd;

/// <summary>A connection to systemd. Not for several threads at once.</summary>
internal sealed unsafe class SystemdBus : IDisposable
{
    private const string Name = "org.freedesktop.systemd1";
    private const string ObjectPath = "/org/freedesktop/systemd1";
    private const ulong PatienceMicroseconds = 30_000_000;

    private nint _bus;

    private SystemdBus(nint bus) => _bus = bus;

    /// <param name="isBus">Whether it is the bus of all services; else it is systemd's own socket, for root alone.</param>
    /// <exception cref="BusException">There is nobody.</exception>
    /// <exception cref="DllNotFoundException">There is no libsystemd.</exception>
    public static SystemdBus Open(string socket, bool isBus)
    {
        BusException.Check(SdBus.New(out var handle), "no connection can be made");
        var bus = new SystemdBus(handle);
        try
        {
            BusException.Check(SdBus.SetAddress(handle, $"unix:path={Escape(socket)}"), $"'{socket}' is no address");
            if (isBus)
                BusException.Check(SdBus.SetBusClient(handle, 1), "no connection can be made");
            BusException.Check(SdBus.Start(handle), $"'{socket}' cannot be connected to");
            return bus;
        }
        catch (BusException)
        {
            bus.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method of systemd itself.</summary>
    public BusMessage Call(string method, params ReadOnlySpan<string> arguments) => Call(ObjectPath, $"{Name}.Manager", method, arguments);

    /// <summary>Asks for a property of a unit; the answer holds a variant.</summary>
    public BusMessage GetProperty(string unitPath, string property) =>
        Call(unitPath, "org.freedesktop.DBus.Properties", "Get", $"{Name}.Unit", property);

    public void Dispose()
    {
        if (_bus != 0)
            SdBus.Close(_bus);
        _bus = 0;
    }

    private BusMessage Call(string path, string interfaceName, string method, params ReadOnlySpan<string> arguments)
    {
        BusException.Check(SdBus.NewCall(_bus, out var handle, Name, path, interfaceName, method), "a message cannot be written");
        using var message = new BusMessage(handle);
        foreach (var argument in arguments)
            message.Append(argument);
        SdBus.Error error = default;
        var result = SdBus.Call(_bus, message.Handle, PatienceMicroseconds, &error, out var reply);
        try
        {
            if (result >= 0)
                return new(reply);
            throw new BusException(Marshal.PtrToStringUTF8((nint)error.Message) ?? LibC.Describe(-result), Marshal.PtrToStringUTF8((nint)error.Name) ?? "");
        }
        finally
        {
            SdBus.Free(&error);
        }
    }

    // As the address of a bus has it: everything else than these characters by its number.
    private static string Escape(string path) =>
        string.Concat(path.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' ? $"{c}" : $"%{(int)c:x2}"));
}
