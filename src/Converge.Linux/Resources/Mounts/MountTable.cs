using System.Collections.Immutable;
using System.Text;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources.Mounts;

/// <summary>A file system where it is mounted, in the kernel's words.</summary>
internal sealed record MountedFileSystem(string Path, ImmutableArray<string> Options, string FileSystem, string Source);

/// <summary>What is mounted, from <c>/proc/self/mountinfo</c>.</summary>
internal static class MountTable
{
    private const int PathAt = 4;
    private const int OptionsAt = 5;

    public static IEnumerable<MountedFileSystem> Read(IFiles files)
    {
        var content = files.Read("/proc/self/mountinfo") ?? throw new UnreadableException("'/proc/self/mountinfo' is not there: what is mounted cannot be told");
        foreach (var line in Encoding.UTF8.GetString(content.Span).Split('\n'))
        {
            var fields = line.Split(' ');
            var divider = Array.IndexOf(fields, "-", Math.Min(OptionsAt, fields.Length));
            if (divider > OptionsAt && fields.Length > divider + 2)
                yield return new(FstabText.Unescape(fields[PathAt]), [.. fields[OptionsAt].Split(',')], fields[divider + 1], FstabText.Unescape(fields[divider + 2]));
        }
    }

    /// <summary>Of several on top of each other the last one is seen.</summary>
    public static MountedFileSystem? Find(string path, IFiles files) => Read(files).LastOrDefault(mounted => mounted.Path == path);
}
