using System.Runtime.InteropServices;

namespace Converge.Linux.Machine;

/// <summary>For processes that hold secrets for long.</summary>
public static partial class Secrecy
{
    private const int SetDumpable = 4;

    /// <summary>No picture of the memory of this process is written when it crashes, and no other process but one of root looks into it.</summary>
    public static void Keep() => _ = Control(SetDumpable, 0, 0, 0, 0);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nuint one, nuint two, nuint three, nuint four);
}
