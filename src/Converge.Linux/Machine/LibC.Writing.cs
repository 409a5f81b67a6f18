using System.Runtime.InteropServices;
using System.Text;

namespace Converge.Linux.Machine;

/// <summary>The calls that change files. Each names a thing by an open directory and its name in there, so that no path is resolved twice.</summary>
internal static unsafe partial class LibC
{
    public const int Exists = 17;
    public const int IsAFolder = 21;
    public const int NotEmpty = 39;

    public const int WriteOnly = 0x1;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;

    private const int RemoveFolder = 0x200;
    private const int NoFollowAt = 0x100;

    /// <param name="mode">Nobody else may look into it before its owner and mode are set.</param>
    public static int CreateAt(int folder, string name, int flags, int mode)
    {
        fixed (byte* start = Bytes(name))
            return Checked(CreateAtCall(folder, start, flags | Create | Exclusive | NoFollow | CloseOnExec, mode));
    }

    /// <returns>0, or minus the number of the error.</returns>
    public static int WriteAll(int descriptor, ReadOnlySpan<byte> content)
    {
        fixed (byte* start = content)
        {
            for (var written = 0; written < content.Length;)
            {
                var count = WriteCall(descriptor, start + written, content.Length - written);
                if (count >= 0)
                    written += (int)count;
                else if (Marshal.GetLastPInvokeError() is not Interrupted and var error)
                    return -error;
            }
        }
        return 0;
    }

    public static int Sync(int descriptor) => Checked(SyncCall(descriptor));

    /// <param name="uid">The largest number leaves it as it is.</param>
    public static int SetOwner(int descriptor, uint uid, uint gid)
    {
        var nothing = (byte)0;
        return Checked(SetOwnerCall(descriptor, &nothing, uid, gid, EmptyPath));
    }

    /// <summary>Also of a descriptor that only stands for a path.</summary>
    public static int SetMode(int descriptor, int mode)
    {
        const int BadDescriptor = 9;
        if (Checked(SetModeCall(descriptor, (uint)mode)) is not -BadDescriptor and var result)
            return result;
        fixed (byte* start = Bytes($"/proc/self/fd/{descriptor}"))
            return Checked(SetModeCall(start, (uint)mode));
    }

    public static int Rename(int folder, string from, string to)
    {
        fixed (byte* start = Bytes(from))
        fixed (byte* target = Bytes(to))
            return Checked(RenameCall(folder, start, folder, target));
    }

    /// <summary>Two things in a directory change places, in one step.</summary>
    public static int Exchange(int folder, string one, string other)
    {
        const uint BothStay = 2;
        fixed (byte* start = Bytes(one))
        fixed (byte* target = Bytes(other))
            return Checked(RenameCall(folder, start, folder, target, BothStay));
    }

    /// <summary>Writes all that waits to be written to the file system that this is in.</summary>
    public static int SyncAll(int descriptor) => Checked(SyncAllCall(descriptor));

    public static int Unlink(int folder, string name, bool isFolder)
    {
        fixed (byte* start = Bytes(name))
            return Checked(UnlinkCall(folder, start, isFolder ? RemoveFolder : 0));
    }

    public static int MakeFolder(int folder, string name, int mode)
    {
        fixed (byte* start = Bytes(name))
            return Checked(MakeFolderCall(folder, start, (uint)mode));
    }

    public static int MakeLink(int folder, string name, string target)
    {
        fixed (byte* start = Bytes(name))
        fixed (byte* to = Bytes(target))
            return Checked(MakeLinkCall(to, folder, start));
    }

    /// <summary>The owner of a link itself.</summary>
    public static int SetLinkOwner(int folder, string name, uint uid, uint gid)
    {
        fixed (byte* start = Bytes(name))
            return Checked(SetOwnerCall(folder, start, uid, gid, NoFollowAt));
    }

    /// <exception cref="IOException">This program may not, or it is no name.</exception>
    public static void SetHostname(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        fixed (byte* start = bytes)
        {
            if (Checked(SetHostnameCall(start, bytes.Length)) < 0)
                throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        }
    }

    /// <summary>Opens what has this name in a directory; a link is never followed.</summary>
    public static int OpenIn(int folder, string name, int flags) => OpenAt(folder, Bytes(name), flags | NoFollow);

    private static byte[] Bytes(string name) => Encoding.UTF8.GetBytes($"{name}\0");

    private static int Checked(int result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int CreateAtCall(int folder, byte* path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "sethostname", SetLastError = true)]
    private static partial int SetHostnameCall(byte* name, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteCall(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncCall(int descriptor);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true)]
    private static partial int SetOwnerCall(int folder, byte* path, uint uid, uint gid, int flags);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true)]
    private static partial int SetModeCall(byte* path, uint mode);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int SetModeCall(int descriptor, uint mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static partial int RenameCall(int folder, byte* path, int toFolder, byte* to);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    private static partial int RenameCall(int folder, byte* path, int toFolder, byte* to, uint flags);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncAllCall(int descriptor);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int UnlinkCall(int folder, byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int MakeFolderCall(int folder, byte* path, uint mode);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    private static partial int MakeLinkCall(byte* target, int folder, byte* path);
}
