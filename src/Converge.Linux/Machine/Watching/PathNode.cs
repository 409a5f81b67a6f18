using Converge.Resources;

namespace Converge.Linux.Machine.Watching;

/// <summary>A part of a watched path, as it is written: what links make of it may change at any time.</summary>
internal sealed class PathNode(string name, PathNode? parent)
{
    public const int Nowhere = -1;

    private Dictionary<string, PathNode>? _children;

    public string Name { get; } = name;

    public PathNode? Parent { get; } = parent;

    /// <summary>Null for one that is only on the way to others.</summary>
    public FileWatch? Watch { get; set; }

    /// <summary>Asked about all that is below.</summary>
    public TreeWatch? Tree { get; set; }

    /// <summary>What the kernel calls the directory; <see cref="Nowhere"/> if there is none.</summary>
    public int Folder { get; set; } = Nowhere;

    /// <summary>What the kernel calls the link that is in this place, if it is one.</summary>
    public int Link { get; set; } = Nowhere;

    public IReadOnlyCollection<PathNode> Children => _children is null ? [] : _children.Values;

    public bool IsEmpty => Watch is null && Tree is null && _children is not { Count: > 0 };

    public string Path => Parent is null ? "/" : Parent.Parent is null ? $"/{Name}" : $"{Parent.Path}/{Name}";

    /// <summary>Whether something is below that matters.</summary>
    public bool IsFolder => _children is { Count: > 0 } || IsInTree;

    public bool IsInTree
    {
        get
        {
            for (var node = this; node is not null; node = node.Parent)
            {
                if (node.Tree is not null)
                    return true;
            }
            return false;
        }
    }

    /// <summary>Whether it matters what happens to single names in it, and not only to itself.</summary>
    public bool NeedsNames => IsInTree || Children.Any(static child => child.Watch is not null || child.Tree is not null);

    public PathNode? Find(string child) => _children?.GetValueOrDefault(child);

    public PathNode Require(string child)
    {
        _children ??= new(StringComparer.Ordinal);
        if (!_children.TryGetValue(child, out var node))
            _children[child] = node = new(child, this);
        return node;
    }

    public void Drop(PathNode child) => _children?.Remove(child.Name);

    public IEnumerable<PathNode> WithAllBelow() => Children.SelectMany(static child => child.WithAllBelow()).Prepend(this);
}
