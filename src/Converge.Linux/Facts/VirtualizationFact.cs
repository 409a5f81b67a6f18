using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using Converge.Facts;
using Converge.Language.Values;

namespace Converge.Linux.Facts;

/// <summary>
/// <c>virtualization</c>: what the machine runs in, in the words of <c>systemd-detect-virt</c>: <c>kvm</c>, <c>vmware</c>,
/// <c>docker</c>, <c>lxc</c>…, or <c>none</c>. Of a container in a virtual machine, the container.
/// </summary>
/// <param name="processor">What the processor says of who offers it; null to ask it.</param>
public sealed class VirtualizationFact(string root = "/", string? processor = null) : IFact
{
    private static readonly string[] Firmware = ["product_name", "sys_vendor", "board_vendor", "bios_vendor", "product_version"];

    private static readonly (string Start, string Name)[] Vendors =
    [
        ("KVM", "kvm"), ("OpenStack", "kvm"), ("KubeVirt", "kvm"), ("Amazon EC2", "amazon"), ("QEMU", "qemu"), ("VMware", "vmware"), ("VMW", "vmware"),
        ("innotek GmbH", "oracle"), ("VirtualBox", "oracle"), ("Oracle Corporation", "oracle"), ("Xen", "xen"), ("Bochs", "bochs"), ("Parallels", "parallels"),
        ("BHYVE", "bhyve"), ("Hyper-V", "microsoft"), ("Apple Virtualization", "apple"), ("Google Compute Engine", "google"),
    ];

    private static readonly (string Sign, string Name)[] Processors =
    [
        ("KVMKVMKVM", "kvm"), ("Linux KVM Hv", "kvm"), ("XenVMMXenVMM", "xen"), ("TCGTCGTCGTCG", "qemu"), ("VMwareVMware", "vmware"),
        ("Microsoft Hv", "microsoft"), ("bhyve bhyve ", "bhyve"), ("QNXQVMBSQG", "qnx"), ("ACRNACRNACRN", "acrn"), ("SRESRESRESRE", "sre"), ("Apple VZ", "apple"),
    ];

    // What the firmware says of these is more than the processor knows.
    private static readonly string[] FirmwareKnowsBest = ["oracle", "xen", "amazon", "parallels", "google"];

    public string Name => "virtualization";

    public Value Read() => Value.From(Container() ?? Machine() ?? "none");

    private string? Container()
    {
        if (Exists("proc/vz") && !Exists("proc/bc"))
            return "openvz";
        if (Text("proc/sys/kernel/osrelease") is { } release && (release.Contains("Microsoft", StringComparison.Ordinal) || release.Contains("WSL", StringComparison.Ordinal)))
            return "wsl";
        var name = Text("run/host/container-manager") ?? Text("run/systemd/container") ?? Variable(Text("proc/1/environ"));
        // Those that only say that they keep to the standard leave a file.
        if (name is null or "oci")
            name = Exists("run/.containerenv") ? "podman" : Exists(".dockerenv") ? "docker" : name is null ? null : "container-other";
        return name;
    }

    private string? Machine()
    {
        var firmware = Firmware.Select(name => Text($"sys/class/dmi/id/{name}")).OfType<string>()
            .SelectMany(static text => Vendors.Where(vendor => text.StartsWith(vendor.Start, StringComparison.Ordinal)))
            .Select(static vendor => vendor.Name)
            .FirstOrDefault();
        if (firmware is not null && FirmwareKnowsBest.Contains(firmware))
            return firmware;
        var sign = processor ?? Processor();
        if (sign is not null && Array.Find(Processors, known => known.Sign == sign).Name is { } name)
            return name;
        if (firmware is not null)
            return firmware;
        if (Text("sys/hypervisor/type") is "xen")
            return "xen";
        return Text("proc/device-tree/hypervisor/compatible") switch
        {
            "linux,kvm" => "kvm",
            "vmware" => "vmware",
            "xen" => "xen",
            null => sign is { Length: > 0 } ? "vm-other" : null,
            _ => "vm-other",
        };
    }

    /// <summary>Twelve letters of whoever runs the processor; null if it is one of its own.</summary>
    private static string? Processor()
    {
        const int Features = 1;
        const int IsGuest = 1 << 31;
        const int Guest = 0x4000_0000;
        if (!X86Base.IsSupported || (X86Base.CpuId(Features, 0).Ecx & IsGuest) == 0)
            return null;
        var (_, first, second, third) = X86Base.CpuId(Guest, 0);
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>([first, second, third])).TrimEnd('\0');
    }

    private static string? Variable(string? environment) =>
        environment?.Split('\0').FirstOrDefault(static variable => variable.StartsWith("container=", StringComparison.Ordinal)) is { Length: > 10 } variable ? variable["container=".Length..] : null;

    private bool Exists(string name) => Path.Exists(Path.Combine(root, name));

    private string? Text(string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, name)).Trim('\n', '\0', ' ') is { Length: > 0 } text ? text : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
