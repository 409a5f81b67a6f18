using System.Diagnostics.CodeAnalysis;

namespace Converge.Recipes.Trees;

/// <summary>The objects that were used last, up to so many bytes of them.</summary>
internal sealed class ObjectCache(int capacity = 32 * 1024 * 1024)
{
    /// <summary>What an object costs besides its content, about.</summary>
    private const int Overhead = 256;

    private readonly Dictionary<string, LinkedListNode<(string Hash, GitObject Content)>> _byHash = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Hash, GitObject Content)> _byUse = new();
    private long _size;

    public bool TryGet(string hash, [NotNullWhen(true)] out GitObject? found)
    {
        found = null;
        if (!_byHash.TryGetValue(hash, out var node))
            return false;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        found = node.Value.Content;
        return true;
    }

    /// <summary>An object that would push out a good part of the others is not kept.</summary>
    public void Add(string hash, GitObject content)
    {
        var size = SizeOf(content);
        if (size > capacity / 4 || _byHash.ContainsKey(hash))
            return;
        _byHash.Add(hash, _byUse.AddFirst((hash, content)));
        for (_size += size; _size > capacity;)
        {
            var last = _byUse.Last!;
            _byUse.RemoveLast();
            _byHash.Remove(last.Value.Hash);
            _size -= SizeOf(last.Value.Content);
        }
    }

    private static int SizeOf(GitObject content) => Overhead + (content.Content?.Length ?? 0);
}
