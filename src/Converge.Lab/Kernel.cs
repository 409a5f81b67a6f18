using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Converge.Lab;

/// <summary>The calls of the kernel that make a lab and take it apart.</summary>
internal static partial class Kernel
{
    public const int Terminate = 15;
    public const int Kill = 9;

    /// <summary>What .NET numbers in its own way; its <c>Process.Kill</c> knows one signal only.</summary>
    public static void Signal(int process, int signal) => _ = SendSignal(process, signal);

    /// <param name="options">As <c>mount -o</c> has them.</param>
    public static void Mount(string type, string target, string? options = null)
    {
        if (Mount(type, target, type, 0, options) != 0)
            throw new Win32Exception();
    }

    /// <summary>Makes a file or folder appear at another place, too.</summary>
    public static void Bind(string source, string target)
    {
        const ulong Bind = 0x1000;
        if (Mount(source, target, null, Bind, null) != 0)
            throw new Win32Exception();
    }

    /// <summary>At once for whoever looks; really when nobody uses it any more.</summary>
    public static void Detach(string target)
    {
        const int Detach = 2;
        _ = Unmount(target, Detach);
    }

    /// <summary>Gives the calling thread a network of its own, with nothing in it.</summary>
    public static void LeaveNetwork()
    {
        if (Unshare(NewNetwork) != 0)
            throw new Win32Exception();
    }

    /// <summary>Takes the calling thread into a network.</summary>
    public static void EnterNetwork(SafeHandle network)
    {
        if (SetNamespace(network, NewNetwork) != 0)
            throw new Win32Exception();
    }

    /// <summary>What this process is becomes another program; only a failure returns.</summary>
    public static Win32Exception Become(string program, IReadOnlyList<string> arguments)
    {
        var vector = new string?[arguments.Count + 2];
        vector[0] = program;
        for (var index = 0; index < arguments.Count; index++)
            vector[index + 1] = arguments[index];
        _ = Execute(program, vector);
        return new Win32Exception();
    }

    private const int NewNetwork = 0x40000000;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string? type, ulong flags, string? options);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeHandle descriptor, int type);

    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string program, string?[] arguments);
}
