using System.Collections.Immutable;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Protocol;

namespace Converge.Server.Storage;

/// <summary>The inventory.</summary>
public interface INodeStorage
{
    /// <summary>Grows with each change of a document.</summary>
    ValueTask<long> GenerationAsync(CancellationToken cancel);

    ValueTask<NodeRecord?> FindAsync(string name, CancellationToken cancel);

    /// <summary>A node without what it says and is. It must not be put back.</summary>
    ValueTask<NodeRecord?> FindBareAsync(string name, CancellationToken cancel);

    /// <summary>
    /// Puts a node, new if its revision is 0, else in the place of that revision. When it was seen is taken from it if that is later
    /// than what is known; a field <c>seen</c> of its document is not stored, so that what was found can be put again.
    /// </summary>
    /// <exception cref="ArgumentException">Its name is none, as one with control characters, or its document is of another node.</exception>
    /// <exception cref="FormatException">A document has no form in JSON.</exception>
    /// <returns>The same with its new revision; null if there is another revision by now, and nothing was put.</returns>
    ValueTask<NodeRecord?> PutAsync(NodeRecord node, CancellationToken cancel);

    /// <returns>Whether it was there.</returns>
    ValueTask<bool> RemoveAsync(string name, CancellationToken cancel);

    /// <summary>Notes when nodes were heard of, to the millisecond; of those that are not there nothing is noted. It need not be on the disk at once, and changes no revision and no generation.</summary>
    ValueTask NoteSeenAsync(IReadOnlyCollection<KeyValuePair<string, DateTimeOffset>> nodes, CancellationToken cancel);

    /// <summary>The nodes whose documents match, by name in ordinal order. <c>seen</c> is a field of each.</summary>
    /// <param name="after">Only names behind it, which need not be there.</param>
    /// <param name="limit">No more than these.</param>
    ValueTask<Answer> SearchAsync(Query query, DateTimeOffset now, string? after, int? limit, CancellationToken cancel);

    /// <summary>All nodes, by name, those without a document, too.</summary>
    /// <param name="documents">Whether what nodes say and are is read; if not, a record must not be put back.</param>
    IAsyncEnumerable<NodeRecord> ReadAllAsync(bool documents, CancellationToken cancel);
}

/// <summary>A node as it is stored.</summary>
public sealed record NodeRecord(string Name)
{
    /// <summary>Of this record; 0 before it is stored for the first time.</summary>
    public long Revision { get; init; }

    public DateTimeOffset Registered { get; init; }

    public DateTimeOffset? Seen { get; init; }

    /// <summary>What searches find: what the node says, with what the server knows better; null until it said something.</summary>
    public NodeDocument? Document { get; init; }

    /// <summary>What the node said, as it said it; later patches are of this.</summary>
    public ScriptObject? Said { get; init; }

    /// <summary>Of what it said.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The queries whose answers it depends on.</summary>
    public ImmutableArray<string> Searches { get; init; } = [];

    public string Version { get; init; } = "";

    public TimeSpan Interval { get; init; }

    public NodeState State { get; init; }

    /// <summary>What it applied last.</summary>
    public string? Commit { get; init; }

    public RunSummary? LastRun { get; init; }

    /// <summary>What it has been told and has not done yet.</summary>
    public RunOrder? Order { get; init; }
}
