using Converge.Plans;

namespace Converge.Linux.Machine.Files;

/// <summary>
/// The new content of a file, written and synced under a name of its own beside the place where it is to go. It is put
/// there in one step, or not at all: nobody sees half of it, whatever happens.
/// </summary>
internal sealed class FileDraft : IDisposable
{
    private const int OwnerOnly = 0b110_000_000;
    private const int LongestName = 255;

    private static readonly OpenFile Closed = new(-1);

    private readonly OpenFile _folder;
    private readonly string _name;
    private readonly string _target;
    private OpenFile _file = Closed;
    private bool _isPut;

    private FileDraft(OpenFile folder, string path)
    {
        _folder = folder;
        Target = path;
        _target = System.IO.Path.GetFileName(path);
        _name = NameFor(_target);
        Path = System.IO.Path.Join(System.IO.Path.GetDirectoryName(path), _name);
    }

    /// <summary>Where it is now.</summary>
    public string Path { get; }

    /// <summary>Where it is to be.</summary>
    public string Target { get; }

    /// <param name="uid">Null for the user that this program runs as; and so the group.</param>
    /// <exception cref="StepException">It cannot be written.</exception>
    public static FileDraft Write(LinuxFiles files, string path, ReadOnlySpan<byte> content, uint? uid, uint? gid, int mode)
    {
        var draft = Begin(files, path, content, uid, gid, mode);
        try
        {
            draft.Sync();
            return draft;
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="Write(LinuxFiles, string, ReadOnlySpan{byte}, uint?, uint?, int)"/>, without waiting for the disk.</summary>
    public static FileDraft Begin(LinuxFiles files, string path, ReadOnlySpan<byte> content, uint? uid, uint? gid, int mode)
    {
        var parent = System.IO.Path.GetDirectoryName(path) ?? throw new StepException($"'{path}' is no file");
        var draft = new FileDraft(Failure.Check(files.OpenFolder(parent), $"cannot write '{path}'"), path);
        try
        {
            draft.Write(content, uid, gid, mode);
            return draft;
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    /// <summary>Writes content that is too large to be held at once.</summary>
    /// <param name="fill">Writes the content.</param>
    public static async Task<FileDraft> FillAsync(LinuxFiles files, string path, Func<Stream, Task> fill, uint? uid, uint? gid, int mode)
    {
        var parent = System.IO.Path.GetDirectoryName(path) ?? throw new StepException($"'{path}' is no file");
        var draft = new FileDraft(Failure.Check(files.OpenFolder(parent), $"cannot write '{path}'"), path);
        try
        {
            var file = draft.Create($"cannot write '{path}'");
            using var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(file.Descriptor, ownsHandle: true), FileAccess.Write, bufferSize: 0);
            await fill(stream).ConfigureAwait(false);
            draft.Finish(file, uid, gid, mode);
            Failure.Check(LibC.Sync(file.Descriptor), $"cannot write '{path}'");
            return draft;
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the disk, for many at once: it writes them together, while one after the other each waits for itself.</summary>
    public static void Sync(IReadOnlyList<FileDraft> drafts)
    {
        const int Threads = 16;
        var (next, failure) = (-1, (StepException?)null);
        // Threads of its own: those of the pool are as few as there are processors.
        var threads = Enumerable.Range(0, Math.Min(Threads, drafts.Count)).Select(_ => new Thread(() =>
        {
            try
            {
                for (int position; (position = Interlocked.Increment(ref next)) < drafts.Count;)
                    drafts[position].Sync();
            }
            catch (StepException e)
            {
                failure = e;
            }
        })).ToList();
        threads.ForEach(static thread => thread.Start());
        threads.ForEach(static thread => thread.Join());
        if (failure is not null)
            throw failure;
    }

    /// <summary>Waits until all of them are there after a power cut, too.</summary>
    public static void SyncFolders(IReadOnlyList<FileDraft> drafts)
    {
        foreach (var draft in drafts.DistinctBy(static draft => System.IO.Path.GetDirectoryName(draft.Target), StringComparer.Ordinal))
            draft.SyncFolder();
    }

    /// <summary>Takes the place of what is at the target, and is there after a power cut, too.</summary>
    public void Put()
    {
        Rename();
        SyncFolder();
    }

    /// <summary>Takes the place of what is at the target.</summary>
    public void Rename()
    {
        Failure.Check(LibC.Rename(_folder.Descriptor, _name, _target), $"cannot replace '{Target}'");
        _isPut = true;
    }

    private void SyncFolder() => Failure.Check(LibC.Sync(_folder.Descriptor), $"'{Target}' may be lost at a power cut");

    private void Sync()
    {
        Failure.Check(LibC.Sync(_file.Descriptor), $"cannot write '{Target}'");
        _file.Dispose();
        _file = Closed;
    }

    public void Dispose()
    {
        if (!_isPut)
            _ = LibC.Unlink(_folder.Descriptor, _name, isFolder: false);
        _file.Dispose();
        _folder.Dispose();
    }

    private void Write(ReadOnlySpan<byte> content, uint? uid, uint? gid, int mode)
    {
        var problem = $"cannot write '{Target}'";
        _file = Create(problem);
        Failure.Check(LibC.WriteAll(_file.Descriptor, content), problem);
        Finish(_file, uid, gid, mode);
    }

    private void Finish(OpenFile file, uint? uid, uint? gid, int mode)
    {
        // The owner first: to set it takes away bits of the mode.
        if (uid is not null || gid is not null)
            Failure.Check(LibC.SetOwner(file.Descriptor, uid ?? uint.MaxValue, gid ?? uint.MaxValue), $"cannot give '{Target}' its owner");
        Failure.Check(LibC.SetMode(file.Descriptor, mode), $"cannot give '{Target}' its mode");
    }

    // Always the same name, so that a run that was killed leaves one file behind, which the next one takes away.
    private OpenFile Create(string problem)
    {
        var created = LibC.CreateAt(_folder.Descriptor, _name, LibC.WriteOnly, OwnerOnly);
        if (created == -LibC.Exists)
        {
            _ = LibC.Unlink(_folder.Descriptor, _name, isFolder: false);
            created = LibC.CreateAt(_folder.Descriptor, _name, LibC.WriteOnly, OwnerOnly);
        }
        return new(Failure.Check(created, problem));
    }

    // Hidden, and with an ending that no program takes for one of its files.
    private static string NameFor(string target)
    {
        const string Ending = ".converge~";
        var bytes = System.Text.Encoding.UTF8.GetByteCount(target) + Ending.Length + 1;
        if (bytes <= LongestName)
            return $".{target}{Ending}";
        var sum = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(target));
        return $".{Convert.ToHexStringLower(sum)}{Ending}";
    }
}
