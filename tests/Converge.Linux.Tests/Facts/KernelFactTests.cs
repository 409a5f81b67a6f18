using Converge.Language.Values;
using Converge.Linux.Facts;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Facts;

public class KernelFactTests
{
    [Fact]
    public void It_is_what_the_kernel_says()
    {
        using var root = new TemporaryFolder();
        root.Write("proc/sys/kernel/ostype", "Linux\n");
        root.Write("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
        root.Write("proc/sys/kernel/version", "#1 SMP Debian\n");
        var kernel = new KernelFact(root.Path).Read().AsObject();
        kernel["name"].ShouldBe(Value.From("Linux"));
        kernel["release"].ShouldBe(Value.From("6.1.0-18-amd64"));
    }
}
