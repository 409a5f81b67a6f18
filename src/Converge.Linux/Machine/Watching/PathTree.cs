using Converge.Resources;

namespace Converge.Linux.Machine.Watching;

/// <summary>
/// All watched paths. A directory is watched for what happens to the names in it, so that a file that is renamed into its
/// place, removed or made anew is seen; those above it for whether they are still where they were.
/// </summary>
internal sealed class PathTree(Inotify inotify, Action<Watch> stir)
{
    private const uint Comings = Inotify.Created | Inotify.MovedTo;
    private const uint Structure = Comings | Inotify.Deleted | Inotify.MovedFrom;
    private const int MostFoldersOfTree = 4096;

    private readonly PathNode _root = new("", null);
    private readonly Dictionary<int, List<PathNode>> _byNumber = [];
    private readonly HashSet<Watch> _watched = [];

    /// <summary>How many directories could not be watched because the kernel gives no more watches.</summary>
    public int Refused { get; private set; }

    public int Folders => _byNumber.Count;

    /// <summary>Watches these paths, and no others.</summary>
    public void Set(IReadOnlyCollection<Watch> wanted)
    {
        Refused = 0;
        foreach (var gone in _watched.Except(wanted).ToList())
            Remove(gone);
        foreach (var watch in wanted)
        {
            if (_watched.Add(watch))
                Add(watch);
        }
        Attach(_root);
    }

    /// <param name="name">Empty for the directory itself.</param>
    public void Happened(int number, uint what, string name)
    {
        if ((what & Inotify.Overflow) != 0)
        {
            Renew(_root);
            return;
        }
        if (!_byNumber.TryGetValue(number, out var nodes))
            return;
        if ((what & Inotify.Ignored) != 0)
            _byNumber.Remove(number);
        foreach (var node in nodes.ToList())
        {
            if (name.Length > 0)
                Happened(node, what, name);
            else if ((what & (Inotify.Place | Inotify.Unmounted)) != 0 || (number == node.Link && (what & Inotify.Attributes) != 0))
                Renew(node);
        }
    }

    private void Happened(PathNode node, uint what, string name)
    {
        for (var above = node; above is not null; above = above.Parent)
        {
            if (above.Tree is { } tree)
                stir(tree);
        }
        var child = node.Find(name);
        if (child is null && (what & Inotify.IsFolder) != 0 && (what & Comings) != 0 && node.IsInTree)
            child = node.Require(name);
        if (child is null)
            return;
        if (child.Watch is { } watch)
            stir(watch);
        if ((what & Structure) == 0 || !child.IsFolder)
            return;
        Renew(child);
        if (child.Folder == PathNode.Nowhere && child.WithAllBelow().All(static below => below.Watch is null && below.Tree is null))
            node.Drop(child);
    }

    private void Add(Watch watch)
    {
        var node = _root;
        foreach (var part in PathOf(watch).Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = node.Require(part);
        if (watch is TreeWatch tree)
            node.Tree = tree;
        else
            node.Watch = (FileWatch)watch;
    }

    private void Remove(Watch watch)
    {
        _watched.Remove(watch);
        var node = _root;
        foreach (var part in PathOf(watch).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (node.Find(part) is not { } next)
                return;
            node = next;
        }
        if (watch is TreeWatch)
        {
            node.Tree = null;
            foreach (var below in node.WithAllBelow().ToList())
                Prune(below);
        }
        else
            node.Watch = null;
        Prune(node);
    }

    private void Prune(PathNode node)
    {
        while (node is { IsEmpty: true, Parent: { } parent })
        {
            Detach(node);
            parent.Drop(node);
            node = parent;
        }
    }

    /// <summary>Looks anew where a path leads. What is below is under suspicion: nobody watched it for a while.</summary>
    private void Renew(PathNode node)
    {
        foreach (var below in node.WithAllBelow().ToList())
        {
            Detach(below);
            if (below.Watch is { } watch)
                stir(watch);
            if (below.Tree is { } tree)
                stir(tree);
        }
        Attach(node);
    }

    private void Attach(PathNode node)
    {
        if (!node.IsFolder)
            return;
        var path = node.Path;
        var mask = Inotify.Place | (node.NeedsNames ? Inotify.Names : 0);
        var number = inotify.Add(path, mask);
        if (number < 0 && number != -LibC.NoSpace && node.Parent is { Folder: >= 0 } parent)
        {
            // Told of its coming first: it may come before it is looked for again.
            inotify.Add(parent.Path, Inotify.Place | Comings);
            number = inotify.Add(path, mask);
        }
        if (number == -LibC.NoSpace)
            Refused++;
        if (new FileInfo(path).LinkTarget is not null && inotify.AddLink(path) is >= 0 and var link)
            node.Link = Register(node, node.Link, link);
        if (number < 0)
            return;
        node.Folder = Register(node, node.Folder, number);
        if (node.IsInTree)
            AddFolders(node, path);
        foreach (var child in node.Children.ToList())
            Attach(child);
    }

    private void AddFolders(PathNode node, string path)
    {
        try
        {
            foreach (var folder in new DirectoryInfo(path).EnumerateDirectories().Where(static folder => folder.LinkTarget is null))
            {
                if (_byNumber.Count > MostFoldersOfTree)
                {
                    Refused++;
                    return;
                }
                node.Require(folder.Name);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It went away again; its parent tells.
        }
    }

    private int Register(PathNode node, int before, int number)
    {
        if (before == number)
            return number;
        Forget(node, before);
        if (!_byNumber.TryGetValue(number, out var nodes))
            _byNumber[number] = nodes = [];
        nodes.Add(node);
        return number;
    }

    private void Detach(PathNode node)
    {
        Forget(node, node.Folder);
        Forget(node, node.Link);
        (node.Folder, node.Link) = (PathNode.Nowhere, PathNode.Nowhere);
    }

    private void Forget(PathNode node, int number)
    {
        if (!_byNumber.TryGetValue(number, out var nodes) || !nodes.Remove(node) || nodes.Count > 0)
            return;
        _byNumber.Remove(number);
        inotify.Remove(number);
    }

    private static string PathOf(Watch watch) => watch is TreeWatch tree ? tree.Path : ((FileWatch)watch).Path;
}
