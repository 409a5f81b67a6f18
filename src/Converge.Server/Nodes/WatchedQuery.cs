using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Server.Storage;

namespace Converge.Server.Nodes;

/// <summary>A query whose answer somebody depends on, with who matches now.</summary>
internal sealed class WatchedQuery(string text, Query query) : IDisposable
{
    private readonly Dictionary<string, ulong> _members = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly HashSet<string> _watchers = new(StringComparer.Ordinal);
    private bool _isLoaded;
    private ulong _sum;

    public string Text { get; } = text;

    public Query Query { get; } = query;

    /// <summary>Equal for equal answers.</summary>
    public ulong Sum => Volatile.Read(ref _sum);

    /// <summary>Whether time alone can change the answer.</summary>
    public bool IsOfAges { get; } = AsksAges(query.Root);

    public DateTimeOffset Used { get; set; }

    public void Watch(string node)
    {
        lock (_watchers)
            _watchers.Add(node);
    }

    public string[] Watchers()
    {
        lock (_watchers)
            return [.. _watchers];
    }

    /// <summary>Asks who matches, unless that is known.</summary>
    /// <returns>Whether the answer is another one than before.</returns>
    public async ValueTask<bool> LoadAsync(INodeStorage nodes, DateTimeOffset now, bool anew, CancellationToken cancel)
    {
        if (_isLoaded && !anew)
            return false;
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_isLoaded && !anew)
                return false;
            var answer = await nodes.SearchAsync(Query, now, after: null, limit: null, cancel).ConfigureAwait(false);
            var before = _sum;
            _members.Clear();
            var sum = 0UL;
            foreach (var node in answer.Nodes)
            {
                var hash = DocumentHash.Steady(node);
                _members.Add(node.Name, hash);
                sum ^= Mix(node.Name, hash);
            }
            Volatile.Write(ref _sum, sum);
            return _isLoaded & (_isLoaded = true) && before != sum;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes note of what a node is like now.</summary>
    /// <param name="document">Null if it is gone.</param>
    /// <param name="steady">Its hash.</param>
    /// <returns>Whether the answer is another one than before.</returns>
    public async ValueTask<bool> NoteAsync(string name, NodeDocument? document, ulong steady, DateTimeOffset now, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var was = _members.TryGetValue(name, out var hash);
            var matches = document is not null && Query.Matches(document, now);
            if (!_isLoaded || (was == matches && (!matches || hash == steady)))
                return false;
            var sum = was ? _sum ^ Mix(name, hash) : _sum;
            if (matches)
                sum ^= Mix(name, _members[name] = steady);
            else
                _members.Remove(name);
            Volatile.Write(ref _sum, sum);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static ulong Mix(string name, ulong hash)
    {
        // FNV-1a, and a finish that spreads every bit.
        var mixed = 14695981039346656037UL ^ hash;
        foreach (var character in name)
            mixed = (mixed ^ character) * 1099511628211UL;
        mixed ^= mixed >> 32;
        mixed *= 0x9E3779B97F4A7C15UL;
        return mixed ^ (mixed >> 29);
    }

    private static bool AsksAges(Condition condition) => condition switch
    {
        AllOf all => all.Parts.Any(AsksAges),
        AnyOf any => any.Parts.Any(AsksAges),
        Not not => AsksAges(not.Inner),
        FieldCondition field => field.Field.ToString() == "seen",
        _ => false,
    };
}
