using System.Runtime.InteropServices;

namespace Converge.Linux.Machine;

/// <summary>Being told of changes. Each call returns minus the number of the error where it fails.</summary>
internal static unsafe partial class LibC
{
    public const int NoSpace = 28;
    public const int TooManyFiles = 24;

    public const short Readable = 0x1;
    public const short Urgent = 0x2;
    public const short Erroneous = 0x8;
    public const short HungUp = 0x10;

    private const int DatagramSocket = 3;

    public static int OpenInotify() => Checked(InotifyInit(NonBlocking | CloseOnExec));

    public static int AddWatch(int inotify, string path, uint mask)
    {
        fixed (byte* start = Bytes(path))
            return Checked(InotifyAdd(inotify, start, mask));
    }

    public static int RemoveWatch(int inotify, int watch) => Checked(InotifyRemove(inotify, watch));

    /// <returns>The number of a file on its file system; 0 if there is none.</returns>
    public static ulong Inode(string path)
    {
        var descriptor = OpenAt(0, Bytes(path), PathOnly);
        if (descriptor < 0)
            return 0;
        var result = Status(descriptor, out var status);
        _ = Close(descriptor);
        return result == 0 ? status.Inode : 0;
    }

    /// <summary>Something that one thread wakes another one with.</summary>
    public static int OpenBell() => Checked(EventDescriptor(0, NonBlocking | CloseOnExec));

    public static void Ring(int bell) => WriteAll(bell, BitConverter.GetBytes(1UL));

    /// <param name="milliseconds">How long to wait; for ever if less than 0.</param>
    /// <returns>How many have something to say.</returns>
    public static int Poll(Span<PollEntry> entries, int milliseconds)
    {
        fixed (PollEntry* start = entries)
        {
            var count = PollCall(start, (nuint)entries.Length, milliseconds);
            return count >= 0 ? count : Marshal.GetLastPInvokeError() == Interrupted ? 0 : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>A socket on which the kernel tells of changes.</summary>
    /// <param name="groups">A bit for each group of messages.</param>
    public static int OpenNetlink(int protocol, uint groups)
    {
        var socket = SocketCall(NetlinkFamily, DatagramSocket | NonBlocking | CloseOnExec, protocol);
        if (socket < 0)
            return -Marshal.GetLastPInvokeError();
        var address = new NetlinkAddress { Family = NetlinkFamily, Groups = groups };
        if (BindCall(socket, &address, sizeof(NetlinkAddress)) == 0)
            return socket;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(socket);
        return -error;
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int InotifyInit(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true)]
    private static partial int InotifyAdd(int inotify, byte* path, uint mask);

    [LibraryImport("libc", EntryPoint = "inotify_rm_watch", SetLastError = true)]
    private static partial int InotifyRemove(int inotify, int watch);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventDescriptor(uint start, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int PollCall(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int BindCall(int socket, NetlinkAddress* address, int length);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }

    /// <summary><c>struct sockaddr_nl</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NetlinkAddress
    {
        public ushort Family;
        public ushort Padding;
        public uint Port;
        public uint Groups;
    }
}
