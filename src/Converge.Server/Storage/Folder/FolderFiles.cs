namespace Converge.Server.Storage.Folder;

/// <summary>
/// The files of a storage. A file is written beside, under <c>new/</c>, put on the disk and then given its name; when the
/// directory of the name is on the disk, too, it is there after any end.
/// </summary>
internal sealed class FolderFiles
{
    private const string New = "new";
    private const string Broken = "broken";
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    // The file system puts waiting files on the disk together.
    private static readonly ParallelOptions Together = new() { MaxDegreeOfParallelism = 8 };

    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly Action<string> _warn;
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private long _lastNew;

    /// <summary>Begins with what was half written gone.</summary>
    public FolderFiles(string root, TimeProvider time, Action<string> warn)
    {
        (_root, _time, _warn) = (root, time, warn);
        if (Directory.Exists(PathOf(New)))
            Directory.Delete(PathOf(New), recursive: true);
        MakeFolder(New);
    }

    public string PathOf(string relative) => Path.Combine(_root, relative);

    /// <summary>The names of what is in a folder, which need not be there.</summary>
    public string[] Files(string folder) => Directory.Exists(PathOf(folder)) ? [.. Directory.EnumerateFiles(PathOf(folder)).Select(static path => Path.GetFileName(path))] : [];

    public string[] Folders(string folder) => Directory.Exists(PathOf(folder)) ? [.. Directory.EnumerateDirectories(PathOf(folder)).Select(static path => Path.GetFileName(path))] : [];

    /// <summary>Takes a file that cannot be read out of the way, for somebody to look at.</summary>
    public void SetAside(string relative, string reason)
    {
        MakeFolder(Broken);
        var name = $"{relative.Replace('/', '!')}.{_time.GetUtcNow():yyyyMMdd'T'HHmmss}";
        var target = PathOf($"{Broken}/{name}");
        for (var number = 2; File.Exists(target); number++)
            target = PathOf($"{Broken}/{name}.{number}");
        File.Move(PathOf(relative), target);
        LibC.SyncFolder(PathOf(Broken));
        LibC.SyncFolder(Path.GetDirectoryName(PathOf(relative))!);
        _warn($"'{PathOf(relative)}' cannot be read and is now '{target}': {reason}");
    }

    /// <summary>Takes away what was added to a file only in part.</summary>
    public void Cut(string relative, long length)
    {
        MakeFolder(Broken);
        using var file = new FileStream(PathOf(relative), FileMode.Open, FileAccess.ReadWrite);
        var rest = new byte[file.Length - length];
        file.Position = length;
        file.ReadExactly(rest);
        File.WriteAllBytes(PathOf($"{Broken}/{relative.Replace('/', '!')}.{length}"), rest);
        file.SetLength(length);
        file.Flush(flushToDisk: true);
        _warn($"the last line of '{PathOf(relative)}' was not written whole and is taken away");
    }

    /// <summary>Removes a folder if it is empty.</summary>
    public void RemoveFolder(string relative)
    {
        if (!Directory.Exists(PathOf(relative)) || Directory.EnumerateFileSystemEntries(PathOf(relative)).Any())
            return;
        Directory.Delete(PathOf(relative));
        _folders.Remove(PathOf(relative));
    }

    /// <summary>Does what is to be done, all of it together. Each task is told if it failed.</summary>
    public void Write(IReadOnlyList<FolderTask> tasks)
    {
        var touched = new Dictionary<string, List<FolderTask>>(StringComparer.Ordinal);
        var files = new List<NewFile>();
        foreach (var task in tasks)
        {
            foreach (var work in task.Work.Where(static work => work is { Content: not null, IsAppended: false }))
                files.Add(new(task, work, PathOf($"{New}/{_lastNew++}")));
        }
        if (files.Count == 1)
            WriteBeside(files[0]);
        else
            Parallel.ForEach(files, Together, WriteBeside);
        foreach (var file in files)
            Attempt(file.Task, () => Name(file, touched));
        foreach (var task in tasks)
        {
            foreach (var work in task.Work.Where(static work => work.Content is null))
                Attempt(task, () => Remove(task, work, touched));
        }
        Append(tasks, touched);
        foreach (var (folder, affected) in touched)
            Attempt(affected, () => LibC.SyncFolder(folder));
    }

    private void Name(NewFile file, Dictionary<string, List<FolderTask>> touched)
    {
        var target = PathOf(file.Work.Path);
        MakeFolder(Path.GetDirectoryName(file.Work.Path)!);
        File.Move(file.Path, target, overwrite: true);
        Touch(touched, target, file.Task);
    }

    private void Remove(FolderTask task, FileWork work, Dictionary<string, List<FolderTask>> touched)
    {
        File.Delete(PathOf(work.Path));
        Touch(touched, PathOf(work.Path), task);
    }

    private static void WriteBeside(NewFile file) => Attempt(file.Task, () =>
    {
        using var stream = Open(file.Path, FileMode.CreateNew);
        stream.Write(file.Work.Content!.Value.Span);
        stream.Flush(flushToDisk: true);
    });

    private void Append(IReadOnlyList<FolderTask> tasks, Dictionary<string, List<FolderTask>> touched)
    {
        var appended = tasks.SelectMany(static task => task.Work.Where(static work => work.IsAppended).Select(work => (Task: task, Work: work)));
        foreach (var group in appended.GroupBy(static item => item.Work.Path, StringComparer.Ordinal))
        {
            var affected = group.Select(static item => item.Task).ToList();
            Attempt(affected, () => Append(group.Key, group.Select(static item => item.Work.Content!.Value), affected, touched));
        }
    }

    private void Append(string relative, IEnumerable<ReadOnlyMemory<byte>> contents, List<FolderTask> affected, Dictionary<string, List<FolderTask>> touched)
    {
        MakeFolder(Path.GetDirectoryName(relative)!);
        using var stream = Open(PathOf(relative), FileMode.OpenOrCreate);
        var length = stream.Length;
        try
        {
            stream.Position = length;
            foreach (var content in contents)
                stream.Write(content.Span);
            stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // What is there in part would spoil the line that comes next.
            stream.SetLength(length);
            throw;
        }
        if (length == 0)
            affected.ForEach(task => Touch(touched, PathOf(relative), task));
    }

    private static FileStream Open(string path, FileMode mode) =>
        new(path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0, UnixCreateMode = OwnersFile });

    private void MakeFolder(string relative)
    {
        var path = PathOf(relative);
        if (_folders.Contains(path))
            return;
        if (!Directory.Exists(path))
        {
            if (relative.Length > 0)
                MakeFolder(Path.GetDirectoryName(relative)!);
            Directory.CreateDirectory(path, OwnersFolder);
            LibC.SyncFolder(Path.GetDirectoryName(path)!);
        }
        _folders.Add(path);
    }

    private static void Touch(Dictionary<string, List<FolderTask>> touched, string path, FolderTask task)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!touched.TryGetValue(folder, out var tasks))
            touched.Add(folder, tasks = []);
        tasks.Add(task);
    }

    private static void Attempt(FolderTask task, Action action) => Attempt([task], action);

    private static void Attempt(List<FolderTask> tasks, Action action)
    {
        if (tasks.TrueForAll(static task => task.Failure is not null))
            return;
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            tasks.ForEach(task => task.Fail(e));
        }
    }

    private sealed record NewFile(FolderTask Task, FileWork Work, string Path);
}
