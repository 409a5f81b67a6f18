using System.Collections.Concurrent;
using System.Text;
using Converge.Language.Text;

namespace Converge.Recipes.Trees;

/// <summary>A commit of a git repository, read without a checkout. As long as its repository is not disposed, any thread may use it.</summary>
public sealed class CommitTree : ITree
{
    private readonly GitRepository _repository;
    private readonly string _root;
    private readonly string? _shownAs;

    // The way to each file leads through the same folders.
    private readonly ConcurrentDictionary<string, List<TreeObject.Child>> _folders = new(StringComparer.Ordinal);

    internal CommitTree(GitRepository repository, string commit, string root, string? shownAs)
    {
        _repository = repository;
        Commit = commit;
        _root = root;
        _shownAs = shownAs;
    }

    public string Commit { get; }

    public string NameOf(string path) => _shownAs is null ? path : $"{_shownAs}:{path}";

    public IReadOnlyList<TreeEntry> List(string folder, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return Follow(folder, diagnostics) is { IsFolder: true } found ? new CommitListing(this, diagnostics).List(folder, found.Hash) : [];
    }

    public ReadOnlyMemory<byte>? Read(string path, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (Follow(path, diagnostics) is not { IsFolder: false, IsRepository: false } found || ReadObject(path, found.Hash, GitObject.BlobType, diagnostics) is not { } blob)
            return null;
        if (blob.Content is null)
            TreeText.TooLarge(NameOf(path), diagnostics);
        return blob.Content is null ? null : (ReadOnlyMemory<byte>?)blob.Content;
    }

    public string? HashOf(string path, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        return Find(path, diagnostics)?.Hash;
    }

    /// <summary>What stands at a path, without following links.</summary>
    private TreeObject.Child? Find(string path, DiagnosticBag diagnostics)
    {
        var here = new TreeObject.Child(ObjectHash.FolderMode, "", _root);
        if (path.Length == 0)
            return here;
        if (!TreePath.IsProper(path))
            return null;
        for (var start = 0; start <= path.Length;)
        {
            var end = path.IndexOf('/', start) is >= 0 and var slash ? slash : path.Length;
            var name = path[start..end];
            if (!here.IsFolder || TreePath.IsIgnored(name) || ReadFolder(path, here.Hash, diagnostics) is not { } children)
                return null;
            here = children.Find(child => child.Name == name);
            if (here.Name is null)
                return null;
            start = end + 1;
        }
        return here;
    }

    private TreeObject.Child? Follow(string path, DiagnosticBag diagnostics)
    {
        var errors = diagnostics.Count;
        if (Find(path, diagnostics) is { IsLink: false } found)
            return found;
        if (diagnostics.Count > errors || !TreePath.IsProper(path))
            return null;
        var walk = LinkWalk.Of(path, here => TargetOf(here, diagnostics));
        if (walk.Problem is not null)
            diagnostics.Error(new(NameOf(path), 1, 1), walk.Problem);
        return walk.Path is null || diagnostics.Count > errors ? null : Find(walk.Path, diagnostics);
    }

    private string? TargetOf(string path, DiagnosticBag diagnostics) =>
        Find(path, diagnostics) is { IsLink: true } link && ReadObject(path, link.Hash, GitObject.BlobType, diagnostics)?.Content is { } target
            ? Encoding.UTF8.GetString(target)
            : null;

    /// <summary>Whether a link stays in the tree; it may lead to nothing.</summary>
    internal bool Follows(string path, DiagnosticBag diagnostics)
    {
        var errors = diagnostics.Count;
        _ = Follow(path, diagnostics);
        return diagnostics.Count == errors;
    }

    internal List<TreeObject.Child>? ReadFolder(string path, string hash, DiagnosticBag diagnostics)
    {
        if (_folders.TryGetValue(hash, out var known))
            return known;
        if (ReadObject(path, hash, GitObject.TreeType, diagnostics) is not { } folder)
            return null;
        var problem = (string?)$"a folder in it is larger than {TreeText.LargestFile / 1024 / 1024} MiB";
        var children = folder.Content is null ? null : TreeObject.Parse(folder.Content, _repository.Format, out problem);
        if (children is null)
            diagnostics.Error(PlaceOf(path), $"the commit {Commit} cannot be read: {problem}");
        else
            _folders.TryAdd(hash, children);
        return children;
    }

    private GitObject? ReadObject(string path, string hash, string type, DiagnosticBag diagnostics)
    {
        if (!_repository.Objects.TryRead(hash, out var found, out var problem))
            diagnostics.Add(problem.At(PlaceOf(path)));
        else if (found.Type != type)
            diagnostics.Error(PlaceOf(path), $"the commit {Commit} cannot be read: the object {hash} is a {found.Type}; expected a {type}");
        return found?.Type == type ? found : null;
    }

    private SourceSpan PlaceOf(string path) => new(NameOf(path.Length == 0 ? "." : path), 1, 1);
}
