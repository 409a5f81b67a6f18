using Converge.Resources.Types;

namespace Converge.Resources.Schemas;

/// <summary>The kernel and what it mounts.</summary>
internal static class KernelSchemas
{
    public static ResourceSchema Sysctl { get; } = new(
        "sysctl",
        "A setting of the kernel, now and after a boot.",
        KernelText.SysctlKey,
        [
            new("value", PlainText.Setting, "The value; several numbers are divided by blanks."),
            new("absent", BoolType.Instance, "True: no file of /etc/sysctl.d that is Converge's sets it; the value stays until the next boot. Default: false."),
        ])
    {
        Rule = static check => check.NeedsUnlessAbsent("value"),
    };

    public static ResourceSchema Module { get; } = new(
        "kernel_module",
        "A module of the kernel.",
        KernelText.Module,
        [
            new("loaded", BoolType.Instance, "Whether it is loaded, now and at boot; false: it cannot be."),
            new("options", new MapType(new ParsedType("the name of an option", PlainText.ReadLine), PlainText.Setting, "options to values"), "What it is loaded with."),
        ]);

    public static ResourceSchema Mount { get; } = new(
        "mount",
        "A file system in /etc/fstab, and whether it is mounted.",
        PathText.Absolute,
        [
            new("device", KernelText.Device, "What is mounted: a path, UUID=..., LABEL=..., host:/path, or a name such as tmpfs."),
            new("fstype", KernelText.FileSystem, "The type of the file system."),
            new("options", new ListType(KernelText.MountOption, "options"), "How it is mounted. Default: defaults."),
            new("dump", new IntegerType("a whole number", 0, 1), "Whether dump(8) saves it. Default: 0."),
            new("pass", new IntegerType("a whole number", 0, 2), "When fsck(8) checks it at boot: 1 for the root, 2 for others, 0 for never. Default: 0."),
            new("mounted", BoolType.Instance, "Whether it is mounted now. Default: true."),
            new("absent", BoolType.Instance, "True: it is neither mounted nor in /etc/fstab. Default: false."),
        ])
    {
        Rule = static check => check.NeedsUnlessAbsent("device", "fstype"),
    };

    public static ResourceSchema Swap { get; } = new(
        "swap",
        "A file to swap to, in use and in /etc/fstab.",
        PathText.Absolute,
        [
            new("size", SizeType.Instance, "How large it is."),
            new("absent", BoolType.Instance, "True: there is no such file. Default: false."),
        ])
    {
        Rule = static check => check.NeedsUnlessAbsent("size"),
    };
}
