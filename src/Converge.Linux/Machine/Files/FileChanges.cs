using Converge.Plans;

namespace Converge.Linux.Machine.Files;

/// <summary>
/// Makes, links and removes, and sets owners and modes, each at a name in an open directory. Where a user may write, that
/// user may put a link, or another name of somebody else's file, into the way: neither is followed.
/// </summary>
internal sealed class FileChanges(LinuxFiles files)
{
    private const int DefaultMode = 0b111_101_101;
    private const int OwnerOnly = 0b111_000_000;
    private const int WritableByOthers = 0b000_010_010;

    /// <summary>Owner and mode of what is there; null leaves them.</summary>
    public void Set(string path, uint? uid, uint? gid, int? mode)
    {
        using var place = Failure.Check(files.OpenPlace(path), $"cannot change '{path}'");
        Failure.Check(LibC.Status(place.Descriptor, out var status), $"cannot change '{path}'");
        if (status is { IsFile: true, Links: > 1 } && !IsInSafeFolder(path))
            throw new StepException($"cannot change '{path}': it has {status.Links} names, and others may write to its directory, so it may be somebody else's file");
        Set(place.Descriptor, path, uid, gid, status.IsLink ? null : mode);
    }

    /// <summary>A directory, and those above it that are missing.</summary>
    /// <returns>Those that were made, the outermost first.</returns>
    public IReadOnlyList<string> MakeFolder(string path, uint? uid, uint? gid, int mode)
    {
        var made = new List<string>();
        MakeFolder(path, uid, gid, mode, made);
        return made;
    }

    /// <summary>Puts a link in place of whatever link or file is there, in one step.</summary>
    public void MakeLink(string path, string target)
    {
        var (name, problem) = (Path.GetFileName(path), $"cannot make the link '{path}'");
        using var folder = OpenParent(path, problem);
        var draft = $".{name}.converge~";
        var made = LibC.MakeLink(folder.Descriptor, draft, target);
        if (made == -LibC.Exists)
        {
            _ = LibC.Unlink(folder.Descriptor, draft, isFolder: false);
            made = LibC.MakeLink(folder.Descriptor, draft, target);
        }
        Failure.Check(made, problem);
        if (LibC.Rename(folder.Descriptor, draft, name) is < 0 and var error)
        {
            _ = LibC.Unlink(folder.Descriptor, draft, isFolder: false);
            Failure.Check(error, problem);
        }
        Failure.Check(LibC.Sync(folder.Descriptor), $"'{path}' may be lost at a power cut");
    }

    /// <summary>Removes a file, a link or an empty directory; what is not there is well.</summary>
    public void Remove(string path)
    {
        var problem = $"cannot remove '{path}'";
        using var folder = files.OpenFolder(Path.GetDirectoryName(path)!);
        if (folder.IsNothing)
            return;
        Failure.Check(folder, problem);
        var name = Path.GetFileName(path);
        var removed = LibC.Unlink(folder.Descriptor, name, isFolder: false);
        if (removed is -LibC.IsAFolder or -LibC.NotPermitted)
            removed = LibC.Unlink(folder.Descriptor, name, isFolder: true);
        if (removed == -LibC.NoEntry)
            return;
        Failure.Check(removed, problem);
        Failure.Check(LibC.Sync(folder.Descriptor), $"'{path}' may be there again after a power cut");
    }

    private OpenFile OpenParent(string path, string problem) => Failure.Check(files.OpenFolder(Path.GetDirectoryName(path) ?? "/"), problem);

    private static void Set(int descriptor, string path, uint? uid, uint? gid, int? mode)
    {
        if (uid is not null || gid is not null)
            Failure.Check(LibC.SetOwner(descriptor, uid ?? uint.MaxValue, gid ?? uint.MaxValue), $"cannot give '{path}' its owner");
        if (mode is { } bits)
            Failure.Check(LibC.SetMode(descriptor, bits), $"cannot give '{path}' its mode");
    }

    /// <summary>Whether nobody but root, and who this program runs as, can have put something into it.</summary>
    private bool IsInSafeFolder(string path)
    {
        using var folder = OpenParent(path, $"cannot change '{path}'");
        return LibC.Status(folder.Descriptor, out var status) >= 0
            && (status.Uid == 0 || status.Uid == LibC.EffectiveUser())
            && (status.Mode & WritableByOthers) == 0;
    }

    private void MakeFolder(string path, uint? uid, uint? gid, int mode, List<string> made)
    {
        var problem = $"cannot make the directory '{path}'";
        var parent = Path.GetDirectoryName(path) ?? throw new StepException(problem);
        var folder = files.OpenFolder(parent);
        if (folder is { Descriptor: -LibC.NoEntry, Refusal: null })
        {
            MakeFolder(parent, uid: null, gid: null, DefaultMode, made);
            folder = files.OpenFolder(parent);
        }
        using (Failure.Check(folder, problem))
        {
            var name = Path.GetFileName(path);
            Failure.Check(LibC.MakeFolder(folder.Descriptor, name, OwnerOnly), problem);
            made.Add(path);
            using var opened = new OpenFile(Failure.Check(LibC.OpenIn(folder.Descriptor, name, LibC.FolderOnly), problem));
            Failure.Check(LibC.Status(opened.Descriptor, out var status), problem);
            if (status.Uid != LibC.EffectiveUser())
                throw new StepException($"{problem}: somebody put another one in its place");
            Set(opened.Descriptor, path, uid, gid, mode);
            Failure.Check(LibC.Sync(folder.Descriptor), problem);
        }
    }
}
