using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Converge.Linux.Machine.Files;

public sealed partial class LinuxFiles
{
    private const int EntryBuffer = 32 * 1024;

    // The kernel's struct linux_dirent64: number, offset, length of the entry, kind, name.
    private const int LengthAt = 16;
    private const int NameAt = 19;

    /// <inheritdoc/>
    public IReadOnlyList<string>? List(string path) => List(path, follow: false);

    /// <summary>As <see cref="List(string)"/>, through a link as the last part.</summary>
    internal List<string>? List(string path, bool follow)
    {
        using var folder = Open(path, LibC.FolderOnly | LibC.NoFollow, follow);
        if (!folder.IsOpen)
            return folder.IsNothing ? null : IsLink(path, folder) ? null : throw Unreadable(path, folder);
        return Names(folder, path);
    }

    /// <summary>What is in an open directory, in ordinal order.</summary>
    internal static List<string> Names(OpenFile folder, string path)
    {
        var names = new List<string>();
        var buffer = ArrayPool<byte>.Shared.Rent(EntryBuffer);
        try
        {
            int count;
            while ((count = LibC.ReadEntries(folder.Descriptor, buffer)) > 0)
                AddNames(buffer.AsSpan(0, count), names);
            if (count < 0)
                throw Unreadable(path, new(count));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    // The kernel says of a last link the same as of links without end.
    private bool IsLink(string path, OpenFile failure) =>
        failure is { Descriptor: -LibC.Loop, Refusal: null } && Stat(path) is { Kind: Converge.Resources.Machines.FileKind.Link };

    private static void AddNames(ReadOnlySpan<byte> entries, List<string> names)
    {
        while (entries.Length > NameAt)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(entries[LengthAt..]);
            var name = entries[NameAt..length];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                names.Add(Encoding.UTF8.GetString(name));
            entries = entries[length..];
        }
    }
}
