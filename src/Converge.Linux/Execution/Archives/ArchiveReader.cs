using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Converge.Plans;

namespace Converge.Linux.Execution.Archives;

/// <summary>Reads archives, whatever they are called: by what they begin with.</summary>
internal static class ArchiveReader
{
    private const int LongestMagic = 6;
    private const int LongestTarget = 4096;
    private const int KindMask = 0xf000;
    private const int KindLink = 0xa000;
    private const int ModeShift = 16;
    private const int UsualFileMode = 0b110_100_100;
    private const int UsualFolderMode = 0b111_101_101;

    /// <summary>The program that is needed to unpack it, and its package; null if none is.</summary>
    public static (string Program, string Package)? Needs(Stream archive) => Magic(archive) switch
    {
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0] => ("xz", "xz-utils"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => ("zstd", "zstd"),
        [(byte)'B', (byte)'Z', (byte)'h', ..] => ("bzip2", "bzip2"),
        _ => null,
    };

    public static void Read(Stream archive, UnpackedTree tree)
    {
        switch (Magic(archive))
        {
            case [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..]:
                ReadZip(archive, tree);
                break;
            case [0x1f, 0x8b, ..]:
                using (var unpacked = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true))
                    ReadTar(unpacked, tree);
                break;
            default:
                ReadTar(archive, tree);
                break;
        }
        tree.Finish();
    }

    private static void ReadTar(Stream stream, UnpackedTree tree)
    {
        using var reader = new TarReader(stream, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            switch (entry.EntryType)
            {
                case TarEntryType.Directory:
                    tree.AddFolder(entry.Name, (int)entry.Mode);
                    break;
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    tree.AddFile(entry.Name, (int)entry.Mode, entry.DataStream);
                    break;
                case TarEntryType.HardLink:
                    tree.AddCopy(entry.Name, entry.LinkName);
                    break;
                case TarEntryType.SymbolicLink:
                    tree.AddLink(entry.Name, entry.LinkName);
                    break;
                case TarEntryType.GlobalExtendedAttributes:
                    break;
                default:
                    throw new StepException($"the archive has an entry '{entry.Name}' that is neither file, directory nor link; nothing was changed");
            }
        }
    }

    private static void ReadZip(Stream stream, UnpackedTree tree)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
        {
            // Made elsewhere than on Unix it has no mode.
            var mode = entry.ExternalAttributes >> ModeShift & 0xffff;
            if (entry.FullName.EndsWith('/'))
            {
                tree.AddFolder(entry.FullName, mode == 0 ? UsualFolderMode : mode);
                continue;
            }
            using var content = entry.Open();
            if ((mode & KindMask) == KindLink)
                tree.AddLink(entry.FullName, ReadTarget(content));
            else
                tree.AddFile(entry.FullName, mode == 0 ? UsualFileMode : mode, content);
        }
    }

    private static string ReadTarget(Stream content)
    {
        var buffer = new byte[LongestTarget];
        return Encoding.UTF8.GetString(buffer, 0, content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
    }

    private static byte[] Magic(Stream archive)
    {
        var magic = new byte[LongestMagic];
        archive.Position = 0;
        _ = archive.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        archive.Position = 0;
        return magic;
    }
}
