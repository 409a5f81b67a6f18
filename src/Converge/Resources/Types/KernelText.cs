namespace Converge.Resources.Types;

/// <summary>Settings of the kernel, and what it mounts.</summary>
internal static class KernelText
{
    private static readonly string[] Tags = ["UUID=", "LABEL=", "PARTUUID=", "PARTLABEL=", "ID="];

    /// <summary>The canonical form has dots: <c>net.ipv4.ip_forward</c>.</summary>
    public static PropertyType SysctlKey { get; } =
        new ParsedType("a key of sysctl such as net.ipv4.ip_forward", ReadKey) { Pattern = @"^[A-Za-z0-9_*-]+([./][A-Za-z0-9_*:@+-]+)+$" };

    public static PropertyType Module { get; } = new ParsedType("the name of a kernel module", ReadModule) { Pattern = "^[A-Za-z0-9_-]+$" };

    public static PropertyType Device { get; } = new ParsedType("a device", ReadDevice);

    public static PropertyType FileSystem { get; } =
        new ParsedType("the type of a file system", ReadFileSystem) { Pattern = "^[a-z0-9][a-z0-9._-]*$" };

    public static PropertyType MountOption { get; } = new ParsedType("an option", ReadOption);

    private static string? ReadKey(Written written)
    {
        var text = written.Text;
        // As sysctl reads it: the first separator tells which one divides, the other one is a part of names.
        var separator = text.AsSpan().IndexOfAny("./") is >= 0 and var at ? text[at] : '.';
        var parts = text.Split(separator);
        if (parts.Length < 2 || Array.Exists(parts, static part => part.Length == 0 || part.StartsWith('-')) || text.Contains("..", StringComparison.Ordinal)
            || !text.All(static c => char.IsAsciiLetterOrDigit(c) || "_./-:@+*".Contains(c, StringComparison.Ordinal)))
            return written.Refuse("key of sysctl", "names divided by dots, such as net.ipv4.ip_forward");
        return separator == '.' ? text : string.Join('.', parts.Select(static part => part.Replace('.', '/')));
    }

    // The kernel takes '-' for '_' in names of modules.
    private static string? ReadModule(Written written) =>
        written.Text.Length > 0 && written.Text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
        ? written.Text.Replace('-', '_')
        : written.Refuse("name of a kernel module", "letters, digits and '_'");

    private static string? ReadDevice(Written written)
    {
        var text = written.Text;
        if (text.Length == 0)
            return written.Fail("the device is empty");
        if (text.Any(static c => c <= ' '))
            return written.Fail($"{written.Quoted} is no device: it cannot hold blanks", @"fstab has \040 for a blank");
        if (text[0] == '/' && !text.StartsWith("//", StringComparison.Ordinal))
            return PathText.ReadAbsolute(written);
        var tag = Array.Find(Tags, tag => text.StartsWith(tag, StringComparison.OrdinalIgnoreCase));
        return tag is null ? text : tag + text[tag.Length..].Trim('"');
    }

    private static string? ReadFileSystem(Written written) =>
        written.Text.Length > 0 && char.IsAsciiLetterOrDigit(written.Text[0])
            && written.Text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-')
        ? written.Text
        : written.Refuse("type of a file system", "one such as ext4, nfs or tmpfs");

    private static string? ReadOption(Written written) => written.Text.Length > 0 && written.Text.All(static c => c > ' ' && c != ',')
        ? written.Text
        : written.Refuse(
            "option",
            "a word such as noatime or size=1G",
            written.Text.Contains(',', StringComparison.Ordinal) ? "write a list: [rw, noatime]" : null);
}
