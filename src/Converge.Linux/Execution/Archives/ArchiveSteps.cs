using System.Globalization;
using Converge.Linux.Machine;
using Converge.Linux.Machine.Files;
using Converge.Plans;

namespace Converge.Linux.Execution.Archives;

/// <summary>Fetches archives, unpacks them beside their places, and exchanges the two.</summary>
internal sealed class ArchiveSteps(LinuxMachine machine, Downloads downloads)
{
    private const int OwnerOnly = 0b111_000_000;
    private const int EverybodyMayLook = 0b111_101_101;

    // What honest archives of a size may come to.
    private const long LeastLimit = 1L << 30;
    private const long MostRatio = 200;

    // Of a shell's 'ulimit'.
    private const int Block = 512;

    private const string Decompress = "ulimit -f \"$3\"; exec \"$4\" -dc < \"$1\" > \"$2\"";

    public async Task<StepResult> UnpackAsync(UnpackArchive step, FileSteps files, CancellationToken cancel)
    {
        var (uid, gid) = files.Ids(new(step.Owner, step.Group, Mode: null));
        using var archive = Scratch();
        await downloads.FetchAsync(step.Source, archive, cancel).ConfigureAwait(false);
        var most = Math.Max(LeastLimit, archive.Length * MostRatio);
        using var plain = await DecompressAsync(archive, most, cancel).ConfigureAwait(false);
        Unpack(step, plain ?? archive, most, uid ?? 0, gid ?? 0);
        return StepResult.Done;
    }

    private void Unpack(UnpackArchive step, Stream archive, long most, uint uid, uint gid)
    {
        var (parentPath, name) = (Path.GetDirectoryName(step.Path)!, Path.GetFileName(step.Path));
        var staging = $".{name}.converge~";
        var stagingPath = Path.Join(parentPath, staging);
        using var parent = Failure.Check(machine.LinuxFiles.OpenFolder(parentPath), $"cannot unpack '{step.Path}'");
        RemoveOld(stagingPath);
        Failure.Check(LibC.MakeFolder(parent.Descriptor, staging, OwnerOnly), $"cannot make '{stagingPath}'");
        try
        {
            Fill(step, archive, most, parent, staging, uid, gid);
            Swap(parent, staging, name, step.Path);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StepException($"{step.Source} cannot be unpacked: {e.Message.TrimEnd('.').ToLowerInvariant()}; nothing was changed");
        }
        finally
        {
            // What did not become it; or what was there before.
            RemoveOld(stagingPath);
        }
    }

    private static void Fill(UnpackArchive step, Stream archive, long most, OpenFile parent, string staging, uint uid, uint gid)
    {
        using var folder = new OpenFile(Failure.Check(LibC.OpenIn(parent.Descriptor, staging, LibC.FolderOnly), $"cannot unpack '{step.Path}'"));
        // By its descriptor: whoever owns the directory above may exchange what has the name, but nobody can enter this one.
        Failure.Check(LibC.Status(folder.Descriptor, out var status), $"cannot unpack '{step.Path}'");
        if (status.Uid != LibC.EffectiveUser())
            throw new StepException($"cannot unpack '{step.Path}': somebody put another directory in its place");
        var root = $"/proc/self/fd/{folder.Descriptor}";
        ArchiveReader.Read(archive, new(root, step.Strip, most));
        if (LibC.EffectiveUser() == 0 && (uid != 0 || gid != 0))
            Give(root, uid, gid);
        Failure.Check(LibC.SyncAll(folder.Descriptor), $"cannot write '{step.Path}'");
        if (LibC.EffectiveUser() == 0)
            Failure.Check(LibC.SetOwner(folder.Descriptor, uid, gid), $"cannot give '{step.Path}' its owner");
        Failure.Check(LibC.SetMode(folder.Descriptor, EverybodyMayLook), $"cannot give '{step.Path}' its mode");
    }

    private static void Give(string folder, uint uid, uint gid)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null })
                Give($"{folder}/{entry.Name}", uid, gid);
            Failure.Check(LibC.SetLinkOwner(-1, $"{folder}/{entry.Name}", uid, gid), $"cannot give '{entry.Name}' its owner");
        }
    }

    private static void Swap(OpenFile parent, string staging, string name, string path)
    {
        var swapped = LibC.Exchange(parent.Descriptor, staging, name);
        if (swapped == -LibC.NoEntry)
            swapped = LibC.Rename(parent.Descriptor, staging, name);
        Failure.Check(swapped, $"cannot replace '{path}'");
        Failure.Check(LibC.Sync(parent.Descriptor), $"'{path}' may be lost at a power cut");
    }

    private void RemoveOld(string path)
    {
        if (machine.Files.Stat(path) is not null)
            FolderRemoval.Remove(machine.LinuxFiles, path);
    }

    /// <returns>Null if it needs no program to be read.</returns>
    private async Task<FileStream?> DecompressAsync(FileStream archive, long most, CancellationToken cancel)
    {
        if (ArchiveReader.Needs(archive) is not var (program, package))
            return null;
        var plain = Scratch();
        await archive.FlushAsync(cancel).ConfigureAwait(false);
        var blocks = (most / Block).ToString(CultureInfo.InvariantCulture);
        var result = await machine.QueryAsync(new(["/bin/sh", "-c", Decompress, "sh", archive.Name, plain.Name, blocks, program]) { Timeout = TimeSpan.FromMinutes(30) }, cancel).ConfigureAwait(false);
        if (result.Succeeded)
            return plain;
        await plain.DisposeAsync().ConfigureAwait(false);
        throw new StepException(result.ExitCode == 127
            ? $"the archive can only be unpacked by '{program}', which is not installed: its package is '{package}'"
            : $"the archive cannot be unpacked: '{program}' ended with {result.ExitCode}", result.Output);
    }

    /// <summary>A file for a moment, which is gone when it is closed.</summary>
    private static FileStream Scratch() => new($"/var/tmp/converge-{Guid.NewGuid():N}", new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        Share = FileShare.ReadWrite,
        Options = FileOptions.DeleteOnClose,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });
}
