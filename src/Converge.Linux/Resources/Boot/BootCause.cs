using System.Text;
using Converge.Linux.Machine.Apt;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Boot;

/// <summary>What on the machine says that it should be booted.</summary>
internal static class BootCause
{
    private const string Wanted = "/run/reboot-required";
    private const string Running = "/proc/sys/kernel/osrelease";
    private const string Folder = "/boot";
    private const string Image = "vmlinuz-";
    private const int MostPackages = 3;

    /// <returns>Null if nothing does.</returns>
    public static string? Find(IFiles files) => OfPackages(files) ?? OfKernel(files);

    /// <summary>Whether it would say the same after a boot, if that started the same kernel again.</summary>
    public static bool MayStay(string cause) => cause.StartsWith("kernel ", StringComparison.Ordinal);

    private static string? OfPackages(IFiles files)
    {
        if (files.Stat(Wanted) is null)
            return null;
        var packages = files.Read($"{Wanted}.pkgs") is { } list ? Text(list).Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList() : [];
        return packages.Count == 0 ? $"there is {Wanted}" : $"wanted by {string.Join(", ", packages.Take(MostPackages))}{(packages.Count > MostPackages ? $" and {packages.Count - MostPackages} more" : "")}";
    }

    private static string? OfKernel(IFiles files)
    {
        // A container has no kernel of its own, and a machine may run one that no package brought.
        if (files.Read(Running) is not { } release || Text(release).Trim() is not { Length: > 0 } running || files.Stat($"{Folder}/{Image}{running}") is null)
            return null;
        var newest = (files.List(Folder) ?? []).Where(static name => name.StartsWith(Image, StringComparison.Ordinal)).Select(static name => name[Image.Length..]).Aggregate(running, static (best, next) => DebianVersion.Compare(next, best) > 0 ? next : best);
        return newest == running ? null : $"kernel {newest} is installed, and {running} runs";
    }

    private static string Text(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span);
}
