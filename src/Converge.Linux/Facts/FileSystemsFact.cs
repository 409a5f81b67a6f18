using System.Text;
using Converge.Facts;
using Converge.Language.Values;
using Converge.Linux.Machine;

namespace Converge.Linux.Facts;

/// <summary>
/// <c>filesystems</c>: those that keep something, by where they are mounted: <c>device</c>, <c>type</c>, and of those on the
/// machine itself <c>size</c> and <c>available</c> in bytes. A server of files that does not answer would not let go of whoever asks it.
/// </summary>
public sealed class FileSystemsFact(string root = "/") : IFact
{
    private static readonly string[] Remote = ["nfs", "nfs4", "cifs", "smb3", "ceph", "glusterfs", "fuse.glusterfs", "fuse.sshfs", "9p"];
    private static readonly string[] WithoutDevice = ["zfs", "bcachefs", "virtiofs"];
    private static readonly string[] Images = ["squashfs", "iso9660", "udf", "erofs"];

    public string Name => "filesystems";

    public Value Read()
    {
        var found = new ScriptObject();
        var path = Path.Combine(root, "proc/self/mountinfo");
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            if (Mount.Parse(line) is not { } mount || !IsReal(mount))
                continue;
            var filesystem = new ScriptObject { ["device"] = Value.From(mount.Device), ["type"] = Value.From(mount.Type) };
            if (!Remote.Contains(mount.Type) && LibC.Space(Path.Join(root, mount.Path)) is { } space)
            {
                filesystem.Set("size", Value.From(space.Size));
                filesystem.Set("available", Value.From(space.Available));
            }
            // What is mounted over another hides it.
            found.Set(mount.Path, Value.From(filesystem));
        }
        return Value.From(found);
    }

    /// <summary>A part of one that is mounted once more is not one more, but a subvolume is; the root of a container is what it has.</summary>
    private static bool IsReal(Mount mount)
    {
        if (mount.Path == "/")
            return true;
        if (Images.Contains(mount.Type) || (mount.Subtree != "/" && mount.Type != "btrfs"))
            return false;
        return mount.Device.StartsWith('/') || Remote.Contains(mount.Type) || WithoutDevice.Contains(mount.Type);
    }

    /// <param name="Subtree">The part of it that is mounted.</param>
    private sealed record Mount(string Subtree, string Path, string Type, string Device)
    {
        /// <summary>As proc(5) has it: some optional fields end with a hyphen.</summary>
        public static Mount? Parse(string line)
        {
            var fields = line.Split(' ');
            var hyphen = Array.IndexOf(fields, "-");
            return hyphen >= 6 && fields.Length > hyphen + 2
                ? new(Plain(fields[3]), Plain(fields[4]), fields[hyphen + 1], Plain(fields[hyphen + 2]))
                : null;
        }

        // Blanks and their like are three octal digits behind a backslash.
        private static string Plain(string field)
        {
            const int Digits = 3;
            const int Octal = 8;
            if (!field.Contains('\\', StringComparison.Ordinal))
                return field;
            var text = new StringBuilder();
            for (var position = 0; position < field.Length; position++)
            {
                var isCode = field[position] == '\\' && position + Digits < field.Length && field.AsSpan(position + 1, Digits).IndexOfAnyExceptInRange('0', '7') < 0;
                text.Append(isCode ? (char)Convert.ToInt32(field.Substring(position + 1, Digits), Octal) : field[position]);
                position += isCode ? Digits : 0;
            }
            return text.ToString();
        }
    }
}
