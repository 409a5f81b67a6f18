using System.Runtime.InteropServices;
using Converge.Linux.Execution;
using Converge.Linux.Machine;
using Converge.Linux.State;
using Converge.Plans;
using Converge.Testing;
using Shouldly;

namespace Converge.Linux.Tests.Execution;

/// <summary>The name of the machine, in a namespace of its own for it.</summary>
public sealed partial class HostnameTests
{
    private const string Kernel = "/proc/sys/kernel/hostname";
    private const int Names = 0x04000000;
    private const int Mounts = 0x00020000;
    private const int FileSystem = 0x00000200;
    private const nuint Private = 1 << 18 | 1 << 14;
    private const nuint ReadOnlyBind = 1 << 12 | 1 << 5 | 1;

    [RootFact]
    public void A_container_that_sees_proc_sys_as_read_only_gets_its_name()
    {
        // Namespaces belong to threads: this one takes its own with it.
        var (name, error) = ("", (Exception?)null);
        var thread = new Thread(() =>
        {
            try
            {
                name = Rename();
            }
            catch (Exception e) when (e is StepException or IOException or ShouldAssertException)
            {
                error = e;
            }
        });
        thread.Start();
        thread.Join();
        error.ShouldBeNull();
        name.ShouldBe("renamed");
    }

    private static string Rename()
    {
        Unshare(Names | Mounts | FileSystem).ShouldBe(0);
        Mount("none", "/", null, Private, 0).ShouldBe(0);
        Mount("/proc/sys", "/proc/sys", null, 1 << 12, 0).ShouldBe(0);
        Mount("none", "/proc/sys", null, ReadOnlyBind, 0).ShouldBe(0);
        Should.Throw<IOException>(static () => File.WriteAllText(Kernel, "renamed\n"));
        using var folder = new TemporaryFolder();
        using var state = new StateFolder(folder["state"]);
        state.Prepare();
        using var machine = new LinuxMachine();
        new LinuxExecutor(machine, state.Contents).ExecuteAsync(new SetKernelValue(Kernel, "renamed"), CancellationToken.None).GetAwaiter().GetResult();
        return File.ReadAllText(Kernel).Trim();
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string? type, nuint flags, nint data);
}
