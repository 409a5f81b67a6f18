using System.Runtime.InteropServices;
using System.Text;

namespace Converge.Cli;

/// <summary>
/// The few calls of the C library that every run makes. The classes of the platform that wrap them cost more to start
/// than a small render does, and a file stream keeps a position of its own, so that two programs writing one after the
/// other to the same file would overwrite each other.
/// </summary>
internal static partial class LibC
{
    public const int StandardInput = 0;
    public const int StandardOutput = 1;
    public const int StandardError = 2;

    public const int NoSuchFile = 2;
    public const int Interrupted = 4;
    public const int AccessDenied = 13;
    public const int IsFolder = 21;
    public const int NotAFolder = 20;
    public const int BrokenPipe = 32;

    private const int TryAgain = 11;
    private const int CloseOnExec = 0x80000;
    private const int LongestPath = 4096;

    /// <summary>Opens a file for reading.</summary>
    /// <returns>The descriptor, or minus the number of the error.</returns>
    public static unsafe int Open(string path)
    {
        fixed (byte* start = Encoding.UTF8.GetBytes($"{path}\0"))
        {
            var descriptor = Open(start, CloseOnExec);
            return descriptor >= 0 ? descriptor : -Marshal.GetLastPInvokeError();
        }
    }

    /// <returns>The number of bytes, 0 at the end, or minus the number of the error.</returns>
    public static unsafe int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = Read(descriptor, start, buffer.Length);
                if (count >= 0 || !IsTransient(Marshal.GetLastPInvokeError()))
                    return count >= 0 ? (int)count : -Marshal.GetLastPInvokeError();
            }
        }
    }

    /// <summary>Writes all of the bytes.</summary>
    /// <returns>0, or the number of the error.</returns>
    public static unsafe int Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (nint done = 0; done < bytes.Length;)
            {
                var count = Write(descriptor, start + done, bytes.Length - done);
                if (count < 0 && !IsTransient(Marshal.GetLastPInvokeError()))
                    return Marshal.GetLastPInvokeError();
                done += Math.Max(0, count);
            }
        }
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    /// <summary>The path without links, or null if there is nothing.</summary>
    public static unsafe string? RealPath(string path)
    {
        var real = stackalloc byte[LongestPath];
        fixed (byte* start = Encoding.UTF8.GetBytes($"{path}\0"))
            return RealPath(start, real) == null ? null : Marshal.PtrToStringUTF8((nint)real);
    }

    /// <summary>Asks a process to end.</summary>
    public static void Terminate(int process)
    {
        const int Term = 15;
        _ = Kill(process, Term);
    }

    /// <summary>Tells the kernel that memory from here on will be filled, so that it may give it in large pages. Only a hint: what is not there, or not allowed, does not matter.</summary>
    public static unsafe void WillFill(ReadOnlySpan<byte> from, nint bytes)
    {
        const int LargePages = 14;
        const nint Large = 2 << 20;
        fixed (byte* at = from)
            _ = Advise((byte*)((nint)at & -Large), bytes, LargePages);
    }

    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error).ToLowerInvariant();

    /// <summary>Whether to try once more: after a signal, or, with a pause, when a pipe shared with others is set not to block.</summary>
    private static bool IsTransient(int error)
    {
        if (error == TryAgain)
            Thread.Sleep(1);
        return error is Interrupted or TryAgain;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static unsafe partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static unsafe partial int Advise(byte* start, nint bytes, int advice);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "realpath")]
    private static unsafe partial byte* RealPath(byte* path, byte* real);
}
