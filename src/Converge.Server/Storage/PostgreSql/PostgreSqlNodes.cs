using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data;
using System.Runtime.CompilerServices;
using System.Text;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Server.Storage.Documents;
using Npgsql;

namespace Converge.Server.Storage.PostgreSql;

/// <summary>A row for each node. Documents stay in memory once they were read, and are read again when the row says that they changed.</summary>
internal sealed class PostgreSqlNodes(Database database, DatabaseWriter writer, Sharing sharing) : INodeStorage
{
    private const int AtOnce = 200;

    private readonly ConcurrentDictionary<string, KnownDocument> _known = new(StringComparer.Ordinal);

    public async ValueTask<long> GenerationAsync(CancellationToken cancel) =>
        (await database.ListAsync("SELECT value FROM converge.generation", [], static row => row.GetInt64(0), cancel))[0];

    public ValueTask<NodeRecord?> FindAsync(string name, CancellationToken cancel)
    {
        var known = _known.GetValueOrDefault(name);
        return FindAsync(name, Columns("CASE WHEN n.version = $2 THEN NULL ELSE n.document::text END"), known, [Parameters.Text(name), Parameters.Number(known?.Version ?? 0)], cancel);
    }

    public ValueTask<NodeRecord?> FindBareAsync(string name, CancellationToken cancel) => FindAsync(name, WithoutDocuments, known: null, [Parameters.Text(name)], cancel);

    public async ValueTask<NodeRecord?> PutAsync(NodeRecord node, CancellationToken cancel)
    {
        var stored = StoredNode.From(node, sharing);
        var known = _known.GetValueOrDefault(node.Name);
        if (node.Revision > 0 && known is not null && stored.Node.Document is { } document && Sharing.AreEqual(document.Fields, known.Document.Fields))
        {
            // Most changes are of what is around the document, and the index need not know of them.
            var kept = await writer.ChangeAsync(NodeSql.Update(stored, known.Version, cancel));
            if (kept.Revision > 0)
                return Shown(stored.Node, kept.Revision, known.Document);
        }
        var put = await writer.ChangeAsync(node.Revision == 0 ? NodeSql.Insert(stored, cancel) : NodeSql.Replace(stored, cancel));
        if (put.Revision == 0)
            return null;
        if (stored.Node.Document is { } learnt)
            Learn(node.Name, new(learnt, put.Version));
        return Shown(stored.Node, put.Revision, stored.Node.Document);
    }

    public async ValueTask<bool> RemoveAsync(string name, CancellationToken cancel) =>
        StoredName.IsName(name) && (await writer.ChangeAsync(NodeSql.Delete(name, cancel))).Revision > 0;

    public async ValueTask NoteSeenAsync(IReadOnlyCollection<KeyValuePair<string, DateTimeOffset>> nodes, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var known = nodes.Where(static node => StoredName.IsName(node.Key)).ToArray();
        if (known.Length == 0)
            return;
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        // Nobody waits for the disk: what is lost is said again soon.
        batch.BatchCommands.Add(new("SELECT set_config('synchronous_commit', 'off', true)"));
        var command = new NpgsqlBatchCommand(NodeSql.Seen);
        command.Parameters.Add(Parameters.Texts([.. known.Select(static node => node.Key)]));
        command.Parameters.Add(Parameters.Times([.. known.Select(static node => SeenField.Round(node.Value).UtcDateTime)]));
        batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    public async ValueTask<Answer> SearchAsync(Query query, DateTimeOffset now, string? after, int? limit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        var sql = SearchSql.Of(query, after);
        return await Database.TwiceAsync(() => SearchAsync(query, now, after, limit, sql, cancel), cancel);
    }

    public async IAsyncEnumerable<NodeRecord> ReadAllAsync(bool documents, [EnumeratorCancellation] CancellationToken cancel)
    {
        var columns = documents ? Columns("n.document::text") : WithoutDocuments;
        for (var after = "";;)
        {
            var rows = await database.ListAsync(
                $"SELECT {columns} FROM converge.nodes n LEFT JOIN converge.seen s ON s.name = n.name WHERE n.name > $1 ORDER BY n.name LIMIT {AtOnce}",
                [Parameters.Text(after)],
                row => Read(row, known: null),
                cancel);
            foreach (var node in rows)
                yield return node;
            if (rows.Count < AtOnce)
                yield break;
            after = rows[^1].Name;
        }
    }

    /// <summary>What the generation is at least; for what comes from another storage.</summary>
    public Task RaiseGenerationAsync(long generation, CancellationToken cancel) => database.ListAsync(
        "UPDATE converge.generation SET value = greatest(value, $1) RETURNING value", [Parameters.Number(generation)], static row => row.GetInt64(0), cancel);

    /// <summary>A node is gone, and its document need not be in memory any more; null for any.</summary>
    public void Forget(string? name)
    {
        if (name is null)
            _known.Clear();
        else
            _known.TryRemove(name, out _);
    }

    private async ValueTask<NodeRecord?> FindAsync(string name, string columns, KnownDocument? known, NpgsqlParameter[] parameters, CancellationToken cancel)
    {
        if (!StoredName.IsName(name))
            return null;
        var rows = await database.ListAsync(
            $"SELECT {columns} FROM converge.nodes n LEFT JOIN converge.seen s ON s.name = n.name WHERE n.name = $1", parameters, row => Read(row, known), cancel);
        return rows is [var node] ? node : null;
    }

    private async Task<Answer> SearchAsync(Query query, DateTimeOffset now, string? after, int? limit, SearchSql sql, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        // Both questions are about the same moment.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var rows = await Database.ListAsync(
            connection,
            $"""
            SELECT g.value, n.name, n.version, s.at FROM converge.generation g
            LEFT JOIN (SELECT n.name, n.version FROM converge.nodes n WHERE {sql.Where}) n ON true
            LEFT JOIN converge.seen s ON s.name = n.name ORDER BY n.name
            """,
            sql.Parameters,
            static row => new Found(row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? 0 : row.GetInt64(2), SeenOf(row, 3)),
            cancel);
        var answer = ImmutableArray.CreateBuilder<NodeDocument>();
        foreach (var chunk in rows.Where(row => row.Name is not null && (after is null || string.CompareOrdinal(row.Name, after) > 0)).Chunk(AtOnce))
        {
            var documents = await LearnAsync(connection, chunk, cancel);
            foreach (var row in chunk)
            {
                var document = documents[row.Name!].Show(row.Seen);
                if (answer.Count < (limit ?? int.MaxValue) && query.Matches(document, now))
                    answer.Add(document);
            }
            if (answer.Count >= limit)
                break;
        }
        await transaction.CommitAsync(cancel);
        return new(answer.DrainToImmutable(), rows[0].Generation);
    }

    /// <summary>The documents of some rows; those that are not known in these versions are read.</summary>
    private async Task<Dictionary<string, KnownDocument>> LearnAsync(NpgsqlConnection connection, Found[] rows, CancellationToken cancel)
    {
        var documents = new Dictionary<string, KnownDocument>(rows.Length, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (_known.GetValueOrDefault(row.Name!) is { } known && known.Version == row.Version)
                documents.Add(row.Name!, known);
        }
        string[] unknown = [.. rows.Select(static row => row.Name!).Where(name => !documents.ContainsKey(name))];
        if (unknown.Length == 0)
            return documents;
        var read = await Database.ListAsync(
            connection,
            "SELECT name, version, document::text FROM converge.nodes WHERE name = ANY($1)",
            [Parameters.Texts(unknown)],
            row => Learn(row.GetString(0), new(StoredNode.ReadDocument(row.GetString(0), row.GetString(2), sharing)!, row.GetInt64(1))),
            cancel);
        foreach (var document in read)
            documents[document.Document.Name] = document;
        return documents;
    }

    /// <returns>The same, though there may be a newer one by now.</returns>
    private KnownDocument Learn(string name, KnownDocument read)
    {
        _known.AddOrUpdate(name, static (_, made) => made, static (_, old, made) => old.Version > made.Version ? old : made, read);
        return read;
    }

    private const string WithoutDocuments = "n.record::text, n.revision, n.version, NULL::text, NULL::text, s.at, true";

    private static string Columns(string document) => $"n.record::text, n.revision, n.version, n.said::text, {document}, s.at, n.document IS NULL";

    private NodeRecord Read(NpgsqlDataReader row, KnownDocument? known)
    {
        var node = StoredNode.Read(Encoding.UTF8.GetBytes(row.GetString(0)), sharing, out _);
        var (version, seen) = (row.GetInt64(2), SeenOf(row, 5));
        if (row.GetBoolean(6))
            known = null;
        else if (!row.IsDBNull(4))
            known = Learn(node.Name, new(StoredNode.ReadDocument(node.Name, row.GetString(4), sharing)!, version));
        return node with
        {
            Revision = row.GetInt64(1),
            Said = row.IsDBNull(3) ? null : StoredNode.ReadFields(row.GetString(3), sharing),
            Document = known?.Show(seen),
            Seen = seen,
        };
    }

    private static NodeRecord Shown(NodeRecord node, long revision, NodeDocument? document) =>
        node with { Revision = revision, Document = document is null ? null : SeenField.AddTo(document, node.Seen) };

    private static DateTimeOffset? SeenOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : new DateTimeOffset(row.GetDateTime(column), TimeSpan.Zero);

    private sealed record Found(long Generation, string? Name, long Version, DateTimeOffset? Seen);
}

/// <summary>A document of some version, with the time that it was last shown with.</summary>
internal sealed class KnownDocument(NodeDocument document, long version)
{
    private Shown? _shown;

    public NodeDocument Document { get; } = document;

    public long Version { get; } = version;

    public NodeDocument Show(DateTimeOffset? seen)
    {
        var shown = _shown;
        if (shown is not null && shown.Seen == seen)
            return shown.Document;
        shown = new(seen, SeenField.AddTo(Document, seen));
        _shown = shown;
        return shown.Document;
    }

    // Replaced as a whole, since several threads ask.
    private sealed record Shown(DateTimeOffset? Seen, NodeDocument Document);
}
