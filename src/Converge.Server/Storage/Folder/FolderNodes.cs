using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Server.Storage.Documents;

namespace Converge.Server.Storage.Folder;

/// <summary>A file for each node, and all of them in memory.</summary>
internal sealed class FolderNodes(FolderFiles files, FolderWriter writer, Sharing sharing, Action<StorageChange> changed) : INodeStorage
{
    private const string Nodes = "nodes";
    private const string Seen = "seen.json";
    private const string Generation = "generation.json";

    private readonly ConcurrentDictionary<string, FolderNode> _nodes = new(StringComparer.Ordinal);
    private volatile Inventory _inventory = Inventory.Empty;
    private volatile bool _isSeenNew;

    // Only the writer has these: what was decided last, whether or not it could be written.
    private long _revision;
    private long _generation;

    /// <summary>Reads all that there is.</summary>
    public void Load()
    {
        var (read, generations) = (new ConcurrentBag<NodeRecord>(), new ConcurrentBag<long> { SmallFile.ReadNumber(files, Generation) });
        var broken = new ConcurrentBag<(string File, string Reason)>();
        Parallel.ForEach(files.Files(Nodes), name =>
        {
            try
            {
                var node = StoredNode.Read(File.ReadAllBytes(files.PathOf($"{Nodes}/{name}")), sharing, out var generation);
                if (PathOf(node.Name) != $"{Nodes}/{name}")
                    throw new FormatException($"it is of node '{node.Name}'");
                read.Add(node);
                generations.Add(generation);
            }
            catch (Exception e) when (SmallFile.IsBroken(e))
            {
                broken.Add(($"{Nodes}/{name}", e.Message));
            }
        });
        foreach (var (file, reason) in broken)
            files.SetAside(file, reason);
        foreach (var node in read)
            _nodes[node.Name] = new(node);
        foreach (var (name, seen) in SmallFile.ReadSeen(files, Seen))
            _nodes.GetValueOrDefault(name)?.Note(seen);
        (_revision, _generation) = (read.Select(static node => node.Revision).DefaultIfEmpty().Max(), generations.Max());
        _inventory = new(read.Select(static node => node.Document).OfType<NodeDocument>(), _generation);
    }

    public ValueTask<long> GenerationAsync(CancellationToken cancel) => new(_inventory.Generation);

    public ValueTask<NodeRecord?> FindAsync(string name, CancellationToken cancel) => new(_nodes.GetValueOrDefault(name)?.Shown);

    public ValueTask<NodeRecord?> FindBareAsync(string name, CancellationToken cancel) => new(_nodes.GetValueOrDefault(name)?.Bare);

    public async ValueTask<NodeRecord?> PutAsync(NodeRecord node, CancellationToken cancel)
    {
        var stored = StoredNode.From(node, sharing);
        return await writer.ChangeAsync(KeyOf(node.Name), () => Put(stored), cancel);
    }

    public async ValueTask<bool> RemoveAsync(string name, CancellationToken cancel) => await writer.ChangeAsync(KeyOf(name), () => Remove(name), cancel);

    public ValueTask NoteSeenAsync(IReadOnlyCollection<KeyValuePair<string, DateTimeOffset>> nodes, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        foreach (var (name, seen) in nodes)
            _isSeenNew |= _nodes.GetValueOrDefault(name)?.Note(SeenField.Round(seen)) == true;
        return ValueTask.CompletedTask;
    }

    public ValueTask<Answer> SearchAsync(Query query, DateTimeOffset now, string? after, int? limit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        var inventory = _inventory;
        var isAboutSeen = SeenField.IsIn(query.Root);
        var found = isAboutSeen
            ? SeenField.Without(query.Root) is { } rest ? inventory.Search(new(rest), now).Nodes : inventory.Nodes
            : inventory.Search(query, now).Nodes;
        if (after is not null)
            found = found.SkipWhile(node => string.CompareOrdinal(node.Name, after) <= 0);
        found = found.Select(WithSeen);
        if (isAboutSeen)
            found = found.Where(node => query.Matches(node, now));
        return new(new Answer([.. limit is { } most ? found.Take(most) : found], inventory.Generation));
    }

    public async IAsyncEnumerable<NodeRecord> ReadAllAsync(bool documents, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        foreach (var name in _nodes.Keys.Order(StringComparer.Ordinal))
        {
            if (_nodes.GetValueOrDefault(name) is { } node)
                yield return documents ? node.Shown : node.Bare;
        }
    }

    /// <summary>Writes when nodes were seen, if there is anything new.</summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        if (!_isSeenNew)
            return;
        _isSeenNew = false;
        await writer.ChangeAsync(Seen, () => new Decision<bool>(Answer: true, [new(Seen, SmallFile.WriteSeen(_nodes))]), cancel);
    }

    /// <summary>What the generation is at least; for what comes from another storage.</summary>
    public Task RaiseGenerationAsync(long generation, CancellationToken cancel) => writer.ChangeAsync(Generation, () =>
    {
        _generation = Math.Max(_generation, generation);
        return new Decision<bool>(Answer: true, [new(Generation, SmallFile.WriteNumber(_generation))], () => _inventory = new(_inventory.Nodes, Math.Max(generation, _inventory.Generation)));
    }, cancel);

    private NodeDocument WithSeen(NodeDocument document) =>
        _nodes.GetValueOrDefault(document.Name) is { } node ? node.WithSeen(document) : document;

    private Decision<NodeRecord?> Put(StoredNode stored)
    {
        var current = _nodes.GetValueOrDefault(stored.Node.Name);
        if ((current?.Node.Revision ?? 0) != stored.Node.Revision)
            return new(null);
        var old = current?.Node.Document;
        var isSame = stored.Node.Document is { } document ? old is not null && Sharing.AreEqual(document.Fields, old.Fields) : old is null;
        var node = stored.Node with { Revision = ++_revision, Document = isSame ? old : stored.Node.Document, Seen = SeenField.Later(stored.Node.Seen, current?.Seen) };
        var generation = isSame ? current?.Generation ?? _generation : ++_generation;
        var next = new FolderNode(node) { Generation = generation };
        var work = new FileWork(PathOf(node.Name), (stored with { Node = node }).Write(node.Revision, generation));
        return new(next.Shown, [work], () =>
        {
            _nodes[node.Name] = next;
            // It may have been seen while this was written.
            next.Note(current?.Seen);
            if (!isSame)
                _inventory = node.Document is null ? _inventory.Without(node.Name) : _inventory.With(node.Document);
            changed(new(ChangeKind.Node, node.Name));
        });
    }

    private Decision<bool> Remove(string name)
    {
        if (!_nodes.TryGetValue(name, out var node))
            return new(answer: false);
        var work = new List<FileWork> { new(PathOf(name), null) };
        if (node.Node.Document is not null)
            work.Add(new(Generation, SmallFile.WriteNumber(++_generation)));
        return new(Answer: true, work, () =>
        {
            _nodes.TryRemove(name, out _);
            _inventory = _inventory.Without(name);
            changed(new(ChangeKind.Node, name));
        });
    }

    private static string KeyOf(string name) => $"{Nodes}/{name}";

    private static string PathOf(string name) => $"{Nodes}/{FileName.Of(name)}.json";
}

/// <summary>A node in memory, and when it was seen.</summary>
internal sealed class FolderNode(NodeRecord node)
{
    private readonly Lock _lock = new();
    private NodeRecord? _shown;
    private DateTimeOffset? _seen = node.Seen;

    /// <summary>As it is stored.</summary>
    public NodeRecord Node { get; } = node;

    /// <summary>The one in which its document changed last.</summary>
    public long Generation { get; init; }

    public DateTimeOffset? Seen
    {
        get
        {
            lock (_lock)
                return _seen;
        }
    }

    /// <summary>As others see it. It is kept until the node is seen again.</summary>
    public NodeRecord Shown
    {
        get
        {
            lock (_lock)
                return _shown ??= Node with { Seen = _seen, Document = Node.Document is null ? null : SeenField.AddTo(Node.Document, _seen) };
        }
    }

    public NodeRecord Bare => Node with { Seen = Seen, Document = null, Said = null };

    /// <returns>Whether it is later than what was known.</returns>
    public bool Note(DateTimeOffset? seen)
    {
        lock (_lock)
        {
            if (seen is null || seen <= _seen)
                return false;
            (_seen, _shown) = (seen, null);
            return true;
        }
    }

    public NodeDocument WithSeen(NodeDocument document) => ReferenceEquals(document, Node.Document) ? Shown.Document! : SeenField.AddTo(document, Seen);
}
