using System.Runtime.InteropServices;

namespace Converge.Linux.Machine;

/// <summary>Sockets of kinds that the platform does not have. Each call returns minus the number of the error where it fails.</summary>
internal static unsafe partial class LibC
{
    public const int NetlinkFamily = 16;
    public const int InternetFamily = 2;
    public const int Internet6Family = 10;
    public const int RawSocket = 3;
    public const int NetfilterProtocol = 12;

    private const int DoNotWait = 0x40;

    public static int OpenSocket(int family, int protocol)
    {
        var descriptor = SocketCall(family, RawSocket | CloseOnExec, protocol);
        return descriptor >= 0 ? descriptor : -Marshal.GetLastPInvokeError();
    }

    public static int Send(int socket, ReadOnlySpan<byte> message)
    {
        fixed (byte* start = message)
        {
            var count = SendCall(socket, start, message.Length, 0);
            return count >= 0 ? (int)count : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Does not wait: the kernel has answered before its turn is over.</summary>
    public static int Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            var count = ReceiveCall(socket, start, buffer.Length, DoNotWait);
            return count >= 0 ? (int)count : -Marshal.GetLastPInvokeError();
        }
    }

    /// <returns>How many bytes there are.</returns>
    public static int GetOption(int socket, int level, int name, Span<byte> buffer)
    {
        var length = buffer.Length;
        fixed (byte* start = buffer)
            return GetOptionCall(socket, level, name, start, &length) == 0 ? length : -Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int SocketCall(int family, int kind, int protocol);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendCall(int socket, byte* start, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint ReceiveCall(int socket, byte* start, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOptionCall(int socket, int level, int name, byte* value, int* length);
}
