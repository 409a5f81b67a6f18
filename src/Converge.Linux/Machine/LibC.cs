using System.Runtime.InteropServices;

namespace Converge.Linux.Machine;

/// <summary>
/// The calls of the C library that look at files. Those of the platform follow links where they must not, and allocate
/// more than they read. Each returns minus the number of the error where the C library returns -1.
/// </summary>
internal static unsafe partial class LibC
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int AccessDenied = 13;
    public const int NotAFolder = 20;
    public const int InvalidArgument = 22;
    public const int NotImplemented = 38;
    public const int NotPermitted = 1;
    public const int Loop = 40;

    public const int NonBlocking = 0x800;
    public const int NoTerminal = 0x100;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    /// <summary>Path resolution fails at any link; a link as the last part is opened itself, if <see cref="PathOnly"/>.</summary>
    public const ulong NoLinks = 0x04;

    /// <summary>The path starts at the directory, also if it begins with a slash, and does not leave it.</summary>
    public const ulong InRoot = 0x10;

    private const nint OpenAt2Call = 437;
    private const int EmptyPath = 0x1000;
    private const uint BasicStatus = 0x7ff;

    // The only two flags here that the machines .NET runs on number differently.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    public static int FolderOnly { get; } = IsArm ? 0x4000 : 0x10000;

    public static int NoFollow { get; } = IsArm ? 0x8000 : 0x20000;

    /// <param name="path">Ends with a null byte.</param>
    public static int OpenAt(int folder, ReadOnlySpan<byte> path, int flags)
    {
        fixed (byte* start = path)
            return Retry(folder, start, flags | CloseOnExec);
    }

    /// <inheritdoc cref="OpenAt"/>
    public static int OpenAt2(int folder, ReadOnlySpan<byte> path, int flags, ulong resolve)
    {
        var how = new OpenHow { Flags = (uint)(flags | CloseOnExec), Resolve = resolve };
        fixed (byte* start = path)
        {
            while (true)
            {
                var descriptor = (int)SystemCall(OpenAt2Call, folder, start, &how, (nuint)sizeof(OpenHow));
                if (descriptor >= 0)
                    return descriptor;
                if (Marshal.GetLastPInvokeError() is not (Interrupted or TryAgain) and var error)
                    return -error;
            }
        }
    }

    /// <returns>0, or minus the number of the error.</returns>
    public static int Status(int descriptor, out StatX status)
    {
        var nothing = (byte)0;
        fixed (StatX* result = &status)
            return StatXCall(descriptor, &nothing, EmptyPath, BasicStatus, result) == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    /// <returns>How many bytes there are, 0 at the end.</returns>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = ReadCall(descriptor, start, buffer.Length);
                if (count >= 0)
                    return (int)count;
                if (Marshal.GetLastPInvokeError() is not Interrupted and var error)
                    return -error;
            }
        }
    }

    /// <summary>Where an open link leads.</summary>
    public static int ReadLink(int descriptor, Span<byte> buffer)
    {
        var nothing = (byte)0;
        fixed (byte* start = buffer)
        {
            var count = ReadLinkAt(descriptor, &nothing, start, buffer.Length);
            return count >= 0 ? (int)count : -Marshal.GetLastPInvokeError();
        }
    }

    /// <returns>How many bytes of entries there are, 0 at the end.</returns>
    public static int ReadEntries(int folder, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            var count = GetEntries(folder, start, buffer.Length);
            return count >= 0 ? (int)count : -Marshal.GetLastPInvokeError();
        }
    }

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error).ToLowerInvariant();

    private static int Retry(int folder, byte* path, int flags)
    {
        while (true)
        {
            var descriptor = OpenAtCall(folder, path, flags);
            if (descriptor >= 0)
                return descriptor;
            if (Marshal.GetLastPInvokeError() is not Interrupted and var error)
                return -error;
        }
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAtCall(int folder, byte* path, int flags);

    // The C library of Debian 12 has no openat2.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint folder, byte* path, OpenHow* how, nuint size);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatXCall(int folder, byte* path, int flags, uint mask, StatX* status);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadCall(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    private static partial nint ReadLinkAt(int folder, byte* path, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static partial nint GetEntries(int folder, byte* buffer, nint count);

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>The kernel's <c>struct statx</c>, the same on all machines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct StatX
    {
        private const int KindMask = 0xf000;
        private const int KindFile = 0x8000;
        private const int KindFolder = 0x4000;
        private const int KindLink = 0xa000;

        [FieldOffset(32)]
        public ulong Inode;

        /// <summary>How many names it has.</summary>
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(20)]
        public uint Uid;

        [FieldOffset(24)]
        public uint Gid;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        /// <summary>The file system that it is on.</summary>
        [FieldOffset(136)]
        public ulong Device;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        public readonly bool IsFile => (Mode & KindMask) == KindFile;

        public readonly bool IsFolder => (Mode & KindMask) == KindFolder;

        public readonly bool IsLink => (Mode & KindMask) == KindLink;
    }
}
