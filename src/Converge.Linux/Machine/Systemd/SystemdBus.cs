using System.Runtime.InteropServices;

namespace Converge.Linux.Machine.Systemd;

/// <summary>A connection to systemd. Not for several threads at once.</summary>
internal sealed unsafe class SystemdBus : IDisposable
{
    private const string Name = "org.freedesktop.systemd1";
    private const string ObjectPath = "/org/freedesktop/systemd1";
    private const string Manager = $"{Name}.Manager";
    private const string Unit = "Unit";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly bool _isBus;
    private nint _bus;

    private SystemdBus(nint bus, bool isBus) => (_bus, _isBus) = (bus, isBus);

    /// <summary>Writes the arguments of a call.</summary>
    public delegate void Arguments(BusMessage message);

    /// <param name="isBus">Whether it is the bus of all services; else it is systemd's own socket, for root alone.</param>
    /// <exception cref="BusException">There is nobody.</exception>
    /// <exception cref="DllNotFoundException">There is no libsystemd.</exception>
    public static SystemdBus Open(string socket, bool isBus)
    {
        BusException.Check(SdBus.New(out var handle), "no connection can be made");
        var bus = new SystemdBus(handle, isBus);
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
    public BusMessage Call(string method, params ReadOnlySpan<string> arguments) => Call(Name, ObjectPath, Manager, method, arguments);

    /// <summary>As <see cref="Call(string, ReadOnlySpan{string})"/>, with arguments that are not only texts, for what may take longer.</summary>
    public BusMessage Call(string method, TimeSpan patience, Arguments write)
    {
        using var message = NewCall(Name, ObjectPath, Manager, method);
        write(message);
        return Call(message, patience);
    }

    public int Descriptor => BusException.Check(SdBus.Descriptor(_bus), "a connection went away");

    /// <summary>What to wait for on it, as 'poll' has it.</summary>
    public short Events => (short)BusException.Check(SdBus.Events(_bus), "a connection went away");

    /// <summary>From now on systemd tells what becomes of its jobs.</summary>
    public void Subscribe() => Subscribe($"interface='{Manager}'");

    /// <summary>From now on systemd tells what becomes of its jobs, and of each unit.</summary>
    public void SubscribeToUnits() => Subscribe($"path_namespace='{ObjectPath}'");

    private void Subscribe(string what)
    {
        // What comes over a bus must be asked for there, too; on its own socket systemd says all to everybody.
        if (_isBus)
            Call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch", $"type='signal',sender='{Name}',{what}").Dispose();
        Call("Subscribe").Dispose();
    }

    /// <summary>The next thing that has come; false if there is nothing more, and nobody is waited for.</summary>
    public bool TryTake(out BusMessage message)
    {
        while (true)
        {
            var more = BusException.Check(SdBus.Process(_bus, out var handle), "systemd went away");
            message = new(handle);
            if (handle != 0 || more == 0)
                return handle != 0;
        }
    }

    /// <summary>The next thing that systemd says by itself; not for longer than that. A message that there is must be released.</summary>
    public bool TryReceive(TimeSpan patience, out BusMessage message)
    {
        var more = BusException.Check(SdBus.Process(_bus, out var handle), "systemd went away");
        message = new(handle);
        if (handle == 0 && more == 0)
            BusException.Check(SdBus.Wait(_bus, (ulong)patience.TotalMicroseconds), "systemd went away");
        return handle != 0;
    }

    /// <summary>A property of a unit that is a text.</summary>
    public string GetText(string unitPath, string property, string kind = Unit)
    {
        using var reply = GetProperty(unitPath, property, kind);
        reply.EnterVariant("s");
        return reply.ReadText();
    }

    /// <summary>A property of a unit that has two states.</summary>
    public bool GetFlag(string unitPath, string property)
    {
        using var reply = GetProperty(unitPath, property, Unit);
        reply.EnterVariant("b");
        return reply.ReadBool();
    }

    /// <summary>A property of a service that is a number.</summary>
    public int GetInteger(string unitPath, string property, string kind)
    {
        using var reply = GetProperty(unitPath, property, kind);
        reply.EnterVariant("i");
        return reply.ReadInteger();
    }

    /// <summary>A property of a service that is a number of something, such as of a process.</summary>
    public uint GetNumber(string unitPath, string property, string kind)
    {
        using var reply = GetProperty(unitPath, property, kind);
        reply.EnterVariant("u");
        return reply.ReadNumber();
    }

    public void Dispose()
    {
        if (_bus != 0)
            SdBus.Close(_bus);
        _bus = 0;
    }

    private BusMessage GetProperty(string unitPath, string property, string kind) =>
        Call(Name, unitPath, "org.freedesktop.DBus.Properties", "Get", $"{Name}.{kind}", property);

    private BusMessage Call(string destination, string path, string interfaceName, string method, params ReadOnlySpan<string> arguments)
    {
        using var message = NewCall(destination, path, interfaceName, method);
        foreach (var argument in arguments)
            message.Append(argument);
        return Call(message, Patience);
    }

    private BusMessage NewCall(string destination, string path, string interfaceName, string method)
    {
        BusException.Check(SdBus.NewCall(_bus, out var handle, destination, path, interfaceName, method), "a message cannot be written");
        return new(handle);
    }

    private BusMessage Call(BusMessage message, TimeSpan patience)
    {
        SdBus.Error error = default;
        var result = SdBus.Call(_bus, message.Handle, (ulong)patience.TotalMicroseconds, &error, out var reply);
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
