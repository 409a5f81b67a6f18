using Converge.Plans;

namespace Converge.Linux.Machine.Files;

/// <summary>Removes a directory with all that is in it, from open directory to open directory. It does not leave the file system.</summary>
internal static class FolderRemoval
{
    private const int Deepest = 200;

    public static void Remove(LinuxFiles files, string path)
    {
        var problem = $"cannot remove '{path}'";
        using var parent = Failure.Check(files.OpenFolder(Path.GetDirectoryName(path) ?? throw new StepException($"{problem}: it is the root")), problem);
        Failure.Check(LibC.Status(parent.Descriptor, out var status), problem);
        Remove(parent.Descriptor, Path.GetFileName(path), path, status.Device, depth: 0);
        Failure.Check(LibC.Sync(parent.Descriptor), $"'{path}' may be there again after a power cut");
    }

    private static void Remove(int parent, string name, string path, ulong device, int depth)
    {
        var problem = $"cannot remove '{path}'";
        using (var folder = new OpenFile(Failure.Check(LibC.OpenIn(parent, name, LibC.FolderOnly), problem)))
        {
            Failure.Check(LibC.Status(folder.Descriptor, out var status), problem);
            if (status.Device != device)
                throw new StepException($"{problem}: another file system is mounted there");
            if (depth > Deepest)
                throw new StepException($"{problem}: directories are nested more than {Deepest} deep");
            foreach (var entry in LinuxFiles.Names(folder, path))
            {
                if (LibC.Unlink(folder.Descriptor, entry, isFolder: false) is not (-LibC.IsAFolder or -LibC.NotPermitted) and var result)
                    Failure.Check(result, $"cannot remove '{path}/{entry}'");
                else
                    Remove(folder.Descriptor, entry, $"{path}/{entry}", device, depth + 1);
            }
        }
        Failure.Check(LibC.Unlink(parent, name, isFolder: true), problem);
    }
}
