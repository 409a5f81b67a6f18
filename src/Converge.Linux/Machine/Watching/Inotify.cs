using System.Buffers.Binary;
using System.Text;

namespace Converge.Linux.Machine.Watching;

/// <summary>The kernel's way to tell of changes in directories. Its events come in the order in which things happened.</summary>
internal sealed class Inotify : IDisposable
{
    /// <summary>What happens to the names in a directory, and to what they name. Not each single write: its end is enough.</summary>
    public const uint Names = Attributes | Written | MovedFrom | MovedTo | Created | Deleted;

    /// <summary>What happens to the place of a directory itself.</summary>
    public const uint Place = DeletedSelf | MovedSelf;

    public const uint Attributes = 0x4;
    public const uint Written = 0x8;
    public const uint MovedFrom = 0x40;
    public const uint MovedTo = 0x80;
    public const uint Created = 0x100;
    public const uint Deleted = 0x200;
    public const uint DeletedSelf = 0x400;
    public const uint MovedSelf = 0x800;
    public const uint Unmounted = 0x2000;
    public const uint Overflow = 0x4000;
    public const uint Ignored = 0x8000;
    public const uint IsFolder = 0x40000000;

    private const uint FoldersOnly = 0x1000000;
    private const uint LinkItself = 0x2000000;
    private const uint Besides = 0x20000000;

    private const int EventHead = 16;

    // Not through the file system: a watch is there or not, and what is not read is lost.
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <exception cref="IOException">The kernel gives no more of them.</exception>
    public Inotify()
    {
        Descriptor = LibC.OpenInotify();
        if (Descriptor < 0)
            throw new IOException($"changes of files cannot be watched: {(Descriptor == -LibC.TooManyFiles ? "too many programs watch files already; 'fs.inotify.max_user_instances' says how many may" : LibC.Describe(-Descriptor))}");
    }

    /// <summary>What happened to a name in a watched directory; to the directory itself if there is no name.</summary>
    public delegate void Happening(int watch, uint what, string name);

    public int Descriptor { get; }

    /// <summary>Adds to what is watched of a directory, however its path leads there.</summary>
    /// <returns>A number that stands for the directory; the same one for each path to it. Less than 0 for an error.</returns>
    public int Add(string path, uint mask) => LibC.AddWatch(Descriptor, path, mask | FoldersOnly | Besides);

    /// <summary>Watches a link, and not what it leads to.</summary>
    public int AddLink(string path) => LibC.AddWatch(Descriptor, path, Place | Attributes | LinkItself | Besides);

    public void Remove(int watch) => _ = LibC.RemoveWatch(Descriptor, watch);

    /// <summary>All that has happened since.</summary>
    public void Read(Happening happening)
    {
        while (LibC.Read(Descriptor, _buffer) is > 0 and var length)
        {
            for (var at = 0; at + EventHead <= length;)
            {
                var head = _buffer.AsSpan(at, EventHead);
                var (watch, what, nameLength) = (BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadUInt32LittleEndian(head[4..]), BinaryPrimitives.ReadInt32LittleEndian(head[12..]));
                var name = _buffer.AsSpan(at + EventHead, nameLength).TrimEnd((byte)0);
                happening(watch, what, Encoding.UTF8.GetString(name));
                at += EventHead + nameLength;
            }
        }
    }

    public void Dispose() => _ = LibC.Close(Descriptor);
}
