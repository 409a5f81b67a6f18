using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Converge.Lab.Tests.Apt;

/// <summary>A network namespace of its own. A thread that was in it ends afterwards, and never serves anything else.</summary>
internal sealed partial class NetworkNamespace : IDisposable
{
    private const int NewNetwork = 0x40000000;

    private readonly SafeFileHandle _handle;

    public NetworkNamespace()
    {
        SafeFileHandle? handle = null;
        OnThread(() =>
        {
            Check(Unshare(NewNetwork));
            handle = File.OpenHandle("/proc/thread-self/ns/net");
            // A child is in the namespace of the thread that started it.
            using var link = Process.Start("ip", ["link", "set", "lo", "up"]);
            link.WaitForExit();
            return link.ExitCode;
        });
        _handle = handle!;
    }

    public T Run<T>(Func<T> function) => OnThread(() =>
    {
        Check(SetNamespace((int)_handle.DangerousGetHandle(), NewNetwork));
        return function();
    });

    public void Dispose() => _handle.Dispose();

    private static T OnThread<T>(Func<T> function)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = function();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException(failure.Message, failure);
    }

    private static void Check(int result)
    {
        if (result != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int kind);
}
