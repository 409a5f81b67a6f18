using Converge.Language.Text;

namespace Converge.Recipes.Trees;

/// <summary>A folder that somebody works in, as it is on disk at this moment.</summary>
/// <param name="shownAs">What messages put before the paths: the folder as the user named it.</param>
public sealed class FolderTree(string folder, string shownAs = "") : ITree
{
    private readonly string _root = Path.GetFullPath(folder);

    public string? Commit => null;

    /// <summary>How hashes are computed: as the repository does that they are compared with.</summary>
    public ObjectFormat Format { get; init; } = ObjectFormat.Sha1;

    /// <summary>Paths that git was told to ignore, files and folders.</summary>
    public IReadOnlySet<string> Ignored { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    public string NameOf(string path) => TreePath.Join(shownAs, path);

    public IReadOnlyList<TreeEntry> List(string folder, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        var entries = new List<TreeEntry>();
        if (Resolve(folder, diagnostics) is { } real)
            Collect(folder, real, entries, diagnostics);
        entries.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return entries;
    }

    public ReadOnlyMemory<byte>? Read(string path, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (Resolve(path, diagnostics) is not { } real)
            return null;
        return Try<ReadOnlyMemory<byte>?>(path, diagnostics, () =>
        {
            var file = new FileInfo(OnDisk(real));
            if (!file.Exists)
                return null;
            if (file.Length > TreeText.LargestFile)
            {
                TreeText.TooLarge(NameOf(path), diagnostics);
                return null;
            }
            // What is empty is not opened: pipes and devices are, and to open one is to wait for its other end.
            return file.Length == 0 ? ReadOnlyMemory<byte>.Empty : File.ReadAllBytes(file.FullName);
        });
    }

    public string? HashOf(string path, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (path.Length > 0 && (!TreePath.IsProper(path) || IsBehindLink(path)))
            return null;
        return FolderHash.Of(this, OnDisk(path), path, diagnostics) is { } hash ? Convert.ToHexStringLower(hash.Hash) : null;
    }

    /// <summary>What is directly in a folder and part of the tree; nothing, with an error, if it cannot be read.</summary>
    internal IEnumerable<FileSystemInfo> ChildrenOf(string path, string real, DiagnosticBag diagnostics)
    {
        var children = Try(path, diagnostics, () => new DirectoryInfo(OnDisk(real)) is { Exists: true } folder ? folder.GetFileSystemInfos() : []) ?? [];
        foreach (var child in children)
        {
            if (TreePath.IsIgnored(child.Name) || Ignored.Contains(TreePath.Join(real, child.Name)))
                continue;
            if (child.Name.Contains('\uFFFD', StringComparison.Ordinal) && child.LinkTarget is null && !Path.Exists(child.FullName))
                diagnostics.Error(new(NameOf(path.Length == 0 ? "." : path), 1, 1), $"the name of the file '{child.Name}' is not valid UTF-8");
            else
                yield return child;
        }
    }

    internal T? Try<T>(string path, DiagnosticBag diagnostics, Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = e is UnauthorizedAccessException ? "permission denied" : e.Message.TrimEnd('.');
            diagnostics.Error(new(NameOf(path.Length == 0 ? "." : path), 1, 1), $"it cannot be read: {reason}");
            return default;
        }
    }

    /// <summary>Whether it is a repository inside this one.</summary>
    internal static bool IsRepository(FileSystemInfo folder) => Path.Exists(Path.Combine(folder.FullName, ".git"));

    internal static bool IsProgram(FileSystemInfo file) => (file.UnixFileMode & UnixFileMode.UserExecute) != 0;

    private void Collect(string path, string real, List<TreeEntry> entries, DiagnosticBag diagnostics)
    {
        foreach (var child in ChildrenOf(path, real, diagnostics))
        {
            var childPath = TreePath.Join(path, child.Name);
            if (child.LinkTarget is not null)
            {
                if (Resolve(childPath, diagnostics) is not null)
                    entries.Add(new(childPath, TreeEntryKind.Link));
            }
            else if (child is not DirectoryInfo)
            {
                if (Try<TreeEntryKind?>(childPath, diagnostics, () => IsProgram(child) ? TreeEntryKind.Program : TreeEntryKind.File) is { } kind)
                    entries.Add(new(childPath, kind));
            }
            else if (IsRepository(child))
                entries.Add(new(childPath, TreeEntryKind.Repository));
            else
                Collect(childPath, TreePath.Join(real, child.Name), entries, diagnostics);
        }
    }

    /// <summary>Where a path leads without links; null, with an error, if out of the tree.</summary>
    private string? Resolve(string path, DiagnosticBag diagnostics)
    {
        if (path.Length == 0)
            return path;
        if (!TreePath.IsProper(path))
            return null;
        var walk = LinkWalk.Of(path, TargetOf);
        if (walk.Problem is not null)
            diagnostics.Error(new(NameOf(path), 1, 1), walk.Problem);
        return walk.Path;
    }

    private bool IsBehindLink(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (TargetOf(path[..slash]) is not null)
                return true;
        }
        return false;
    }

    private string? TargetOf(string path) => new FileInfo(OnDisk(path)).LinkTarget;

    private string OnDisk(string path) => path.Length == 0 ? _root : Path.Combine(_root, path);
}
