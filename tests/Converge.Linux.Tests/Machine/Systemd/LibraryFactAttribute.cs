using System.Runtime.InteropServices;
using Xunit;

namespace Converge.Linux.Tests.Machine.Systemd;

[AttributeUsage(AttributeTargets.Method)]
internal sealed class LibraryFactAttribute : FactAttribute
{
    public LibraryFactAttribute()
    {
        if (!NativeLibrary.TryLoad("libsystemd.so.0", out _))
            Skip = "needs libsystemd.so.0";
    }
}
