using System.ComponentModel;
using System.Runtime.InteropServices;
using Converge.Testing;

namespace Converge.Linux.Tests.Machine;

/// <summary>What only root can do: give files away, and act as somebody else.</summary>
internal static partial class OtherUser
{
    private const nint SetUserCall = 117;
    private const nint SetUserCallOfArm = 147;

    public static void Give(string path, uint uid)
    {
        if (ChangeOwner(path, uid, uid) != 0)
            throw new Win32Exception();
    }

    /// <summary>Runs it on a thread that is somebody else; of the C library's own call all threads would be.</summary>
    public static void As(uint uid, Func<bool> action) => Patience.Run(TimeSpan.FromSeconds(30), () =>
    {
        var call = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? SetUserCallOfArm : SetUserCall;
        if (SystemCall(call, (nint)uid, (nint)uid, (nint)uid) != 0)
            throw new Win32Exception();
        return action();
    });

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint real, nint effective, nint saved);
}
