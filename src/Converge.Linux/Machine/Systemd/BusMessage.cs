using System.Runtime.InteropServices;
using System.Text;

namespace Converge.Linux.Machine.Systemd;

/// <summary>A message of D-Bus, written or read from its beginning to its end.</summary>
internal readonly unsafe ref struct BusMessage(nint message)
{
    private const byte Text = (byte)'s';
    private const byte Array = (byte)'a';
    private const byte Structure = (byte)'r';
    private const byte Variant = (byte)'v';

    public nint Handle => message;

    public void Append(string text)
    {
        fixed (byte* start = Encoding.UTF8.GetBytes($"{text}\0"))
            BusException.Check(SdBus.Append(message, Text, start), "a message cannot be written");
    }

    public void Append(bool flag)
    {
        var value = flag ? 1 : 0;
        BusException.Check(SdBus.Append(message, (byte)'b', &value), "a message cannot be written");
    }

    public void AppendList(params ReadOnlySpan<string> texts)
    {
        BusException.Check(SdBus.Open(message, Array, "s"), "a message cannot be written");
        foreach (var text in texts)
            Append(text);
        BusException.Check(SdBus.EndContainer(message), "a message cannot be written");
    }

    public bool IsSignal(string interfaceName, string member) => SdBus.IsSignal(message, interfaceName, member) > 0;

    /// <summary>Of the object that it is about.</summary>
    public string Path => Marshal.PtrToStringUTF8((nint)SdBus.PathOf(message)) ?? "";

    public string ReadText() => Marshal.PtrToStringUTF8((nint)ReadPointer(Text))!;

    public string ReadPath() => Marshal.PtrToStringUTF8((nint)ReadPointer((byte)'o'))!;

    public uint ReadNumber()
    {
        uint number;
        BusException.Check(SdBus.Read(message, (byte)'u', &number), Unexpected);
        return number;
    }

    public int ReadInteger()
    {
        int number;
        BusException.Check(SdBus.Read(message, (byte)'i', &number), Unexpected);
        return number;
    }

    /// <summary>Of what has two states.</summary>
    public bool ReadBool()
    {
        int value;
        BusException.Check(SdBus.Read(message, (byte)'b', &value), Unexpected);
        return value != 0;
    }

    /// <param name="type">Of one of its items.</param>
    public void EnterArray(string type) => BusException.Check(SdBus.Enter(message, Array, type), Unexpected);

    /// <returns>Whether there is one more.</returns>
    public bool EnterStructure(string types) => BusException.Check(SdBus.Enter(message, Structure, types), Unexpected) > 0;

    public void EnterVariant(string type) => BusException.Check(SdBus.Enter(message, Variant, type), Unexpected);

    public void Exit() => BusException.Check(SdBus.Exit(message), Unexpected);

    public void Dispose() => SdBus.Release(message);

    private const string Unexpected = "systemd answers with something else than expected";

    private byte* ReadPointer(byte type)
    {
        byte* start;
        return BusException.Check(SdBus.Read(message, type, &start), Unexpected) > 0 ? start : throw new BusException(Unexpected);
    }
}

/// <summary>A call over D-Bus that did not succeed.</summary>
internal sealed class BusException(string message, string name = "") : Exception(message)
{
    /// <summary>Of the error, as in <c>org.freedesktop.systemd1.NoSuchUnit</c>.</summary>
    public string Name { get; } = name;

    public static int Check(int result, string what) => result >= 0 ? result : throw new BusException($"{what}: {LibC.Describe(-result)}");
}
