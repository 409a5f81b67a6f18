using Converge.Language.Values;
using Converge.Linux.Facts;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Linux.Tests.Facts;

public sealed class VirtualizationFactTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("", "none")]
    [InlineData("KVMKVMKVM", "kvm")]
    [InlineData("TCGTCGTCGTCG", "qemu")]
    [InlineData("Microsoft Hv", "microsoft")]
    [InlineData("Unheard of", "vm-other")]
    public void The_processor_tells(string processor, string expected) => Check(processor, expected);

    [Theory]
    [InlineData("sys_vendor", "QEMU", "", "qemu")]
    [InlineData("sys_vendor", "QEMU", "KVMKVMKVM", "kvm")]
    [InlineData("sys_vendor", "innotek GmbH", "KVMKVMKVM", "oracle")]
    [InlineData("bios_vendor", "Amazon EC2", "KVMKVMKVM", "amazon")]
    [InlineData("product_name", "VMware Virtual Platform", "VMwareVMware", "vmware")]
    [InlineData("sys_vendor", "Dell Inc.", "", "none")]
    public void The_firmware_tells_more(string file, string text, string processor, string expected)
    {
        _root.Write($"sys/class/dmi/id/{file}", $"{text}\n");
        Check(processor, expected);
    }

    [Theory]
    [InlineData("run/systemd/container", "systemd-nspawn\n", "systemd-nspawn")]
    [InlineData("run/host/container-manager", "lxc", "lxc")]
    [InlineData("proc/1/environ", "PATH=/bin\0container=lxc\0HOME=/\0", "lxc")]
    [InlineData("proc/1/environ", "container=oci\0", "container-other")]
    [InlineData(".dockerenv", "", "docker")]
    [InlineData("run/.containerenv", "", "podman")]
    [InlineData("proc/sys/kernel/osrelease", "5.15.90.1-microsoft-standard-WSL2\n", "wsl")]
    [InlineData("proc/vz/version", "", "openvz")]
    public void A_container_comes_before_what_it_runs_in(string file, string text, string expected)
    {
        _root.Write(file, text);
        Check("KVMKVMKVM", expected);
    }

    [Fact]
    public void Other_processors_have_a_tree_of_devices()
    {
        _root.Write("proc/device-tree/hypervisor/compatible", "linux,kvm\0");
        Check("", "kvm");
    }

    [ProgramFact("systemd-detect-virt")]
    public async Task It_is_what_systemd_says() => new VirtualizationFact().Read().ShouldBe(Value.From((await ProgramRun.Of("systemd-detect-virt")).Output.Trim()));

    private void Check(string processor, string expected) => new VirtualizationFact(_root.Path, processor).Read().ShouldBe(Value.From(expected));
}
