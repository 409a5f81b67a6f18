using System.Runtime.InteropServices;

namespace Converge.Server.Storage.Folder;

/// <summary>What the platform has no call for: a name is on the disk only when its directory was written.</summary>
internal static partial class LibC
{
    private const int ReadOnly = 0;
    private const int Directory = 0x10000;
    private const int CloseOnExec = 0x80000;

    /// <exception cref="IOException">It was not written, or there is no such directory.</exception>
    public static void SyncFolder(string path)
    {
        var descriptor = Open(path, ReadOnly | Directory | CloseOnExec);
        if (descriptor < 0)
            throw Failure(path);
        try
        {
            if (Sync(descriptor) < 0)
                throw Failure(path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string path) => new($"'{path}' cannot be written to the disk: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
