using System.Runtime.InteropServices;

namespace Converge.Linux.Machine;

/// <summary>Who a thread is. The C library changes all threads at once, the kernel only the one that asks.</summary>
internal static unsafe partial class LibC
{
    private const uint Unchanged = uint.MaxValue;

    private static readonly nint SetUsersCall = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 117,
        Architecture.Arm64 => 147,
        _ => -1,
    };

    /// <summary>The effective user of the process.</summary>
    public static uint UserId => EffectiveUserCall();

    /// <summary>The effective user of this thread alone; it can go back to that of the process.</summary>
    /// <returns>0, or minus the number of the error.</returns>
    public static int SetThreadUser(uint uid)
    {
        if (SetUsersCall < 0)
            return -NotImplemented;
        return SetUsers(SetUsersCall, Unchanged, uid, Unchanged) == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUserCall();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SetUsers(nint call, uint real, uint effective, uint saved);
}
