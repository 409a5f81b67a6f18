using System.Runtime.InteropServices;

namespace Converge.Linux.Machine;

/// <summary>How large a file system is.</summary>
internal static unsafe partial class LibC
{
    /// <returns>Bytes; what is available is so to users. Null if it cannot be told.</returns>
    public static (long Size, long Available)? Space(string path)
    {
        StatVfs status;
        return StatVfsCall(path, &status) == 0
            ? ((long)(status.Blocks * status.FragmentSize), (long)(status.BlocksAvailable * status.FragmentSize))
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatVfsCall(string path, StatVfs* status);

    /// <summary><c>struct statvfs</c> of a machine with 64 bits.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct StatVfs
    {
        [FieldOffset(8)]
        public ulong FragmentSize;

        [FieldOffset(16)]
        public ulong Blocks;

        [FieldOffset(32)]
        public ulong BlocksAvailable;
    }
}
