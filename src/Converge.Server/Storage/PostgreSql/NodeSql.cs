using System.Text;
using Converge.Server.Storage.Documents;
using Npgsql;

namespace Converge.Server.Storage.PostgreSql;

/// <summary>How nodes are changed. Each answers the new revision, or nothing if there is another than expected.</summary>
internal static class NodeSql
{
    public const string Seen = """
        INSERT INTO converge.seen AS s (name, at)
        SELECT u.name, max(u.at) FROM unnest($1, $2) AS u (name, at) JOIN converge.nodes n ON n.name = u.name GROUP BY u.name ORDER BY u.name
        ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE s.at < excluded.at
        """;

    private const string Tail = """
        noted AS (
            INSERT INTO converge.seen AS s (name, at) SELECT $1, $6 FROM put WHERE $6 IS NOT NULL
            ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE s.at < excluded.at),
        grow AS (UPDATE converge.generation SET value = value + 1 WHERE EXISTS (SELECT FROM put WHERE grown))
        SELECT revision, version, pg_notify('converge', $7) FROM put
        """;

    public static DatabaseChange<PutNode> Insert(StoredNode node, CancellationToken cancel) => Change(
        node,
        $"""
        WITH put AS (
            INSERT INTO converge.nodes (name, revision, version, record, document, said, terms)
            SELECT $1, r, r, $2::json, $3::json, $4::json, $5::jsonb FROM nextval('converge.revisions') AS r
            ON CONFLICT DO NOTHING RETURNING revision, version, document IS NOT NULL AS grown),
        {Tail}
        """,
        cancel);

    public static DatabaseChange<PutNode> Replace(StoredNode node, CancellationToken cancel) => Change(
        node,
        $"""
        WITH put AS (
            UPDATE converge.nodes n SET revision = r, record = $2::json, document = $3::json, said = $4::json, terms = $5::jsonb,
                version = CASE WHEN n.document::text IS DISTINCT FROM $3 THEN r ELSE n.version END
            FROM nextval('converge.revisions') AS r WHERE name = $1 AND revision = $8 RETURNING n.revision, n.version, n.version = n.revision AS grown),
        {Tail}
        """,
        cancel,
        Parameters.Number(node.Node.Revision));

    /// <summary>Leaves the document alone.</summary>
    /// <param name="version">Of the document: if it is another, nothing is changed.</param>
    public static DatabaseChange<PutNode> Update(StoredNode node, long version, CancellationToken cancel) => new(
        KeyOf(node.Node.Name),
        """
        WITH put AS (
            UPDATE converge.nodes n SET revision = r, record = $2::json, said = $3::json
            FROM nextval('converge.revisions') AS r WHERE name = $1 AND revision = $6 AND version = $7 RETURNING n.revision, n.version),
        noted AS (
            INSERT INTO converge.seen AS s (name, at) SELECT $1, $4 FROM put WHERE $4 IS NOT NULL
            ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE s.at < excluded.at)
        SELECT revision, version, pg_notify('converge', $5) FROM put
        """,
        [
            Parameters.Text(node.Node.Name), Parameters.Text(RecordOf(node)), Parameters.Text(node.Said), Parameters.Time(node.Node.Seen),
            Parameters.Text(Notice.OfNode(node.Node.Name)), Parameters.Number(node.Node.Revision), Parameters.Number(version),
        ],
        static row => new PutNode(row.GetInt64(0), row.GetInt64(1)),
        cancel);

    public static DatabaseChange<PutNode> Delete(string name, CancellationToken cancel) => new(
        KeyOf(name),
        """
        WITH gone AS (DELETE FROM converge.nodes WHERE name = $1 RETURNING revision, version, document IS NOT NULL AS grown),
        unseen AS (DELETE FROM converge.seen WHERE name = $1),
        grow AS (UPDATE converge.generation SET value = value + 1 WHERE EXISTS (SELECT FROM gone WHERE grown))
        SELECT revision, version, pg_notify('converge', $2) FROM gone
        """,
        [Parameters.Text(name), Parameters.Text(Notice.OfGone(name))],
        static row => new PutNode(row.GetInt64(0), row.GetInt64(1)),
        cancel)
    { MayGrow = true };

    private static DatabaseChange<PutNode> Change(StoredNode node, string sql, CancellationToken cancel, params NpgsqlParameter[] more) => new(
        KeyOf(node.Node.Name),
        sql,
        [
            Parameters.Text(node.Node.Name), Parameters.Text(RecordOf(node)), Parameters.Text(node.Document), Parameters.Text(node.Said),
            Parameters.Text(node.Node.Document is { } document ? SearchTerms.Write(document.Fields) : null), Parameters.Time(node.Node.Seen), Parameters.Text(Notice.OfNode(node.Node.Name)), .. more,
        ],
        static row => new PutNode(row.GetInt64(0), row.GetInt64(1)),
        cancel)
    { MayGrow = true };

    /// <summary>All but the documents, which have columns of their own.</summary>
    private static string RecordOf(StoredNode node) => Encoding.UTF8.GetString((node with { Document = null, Said = null }).Write(0, 0));

    private static string KeyOf(string name) => $"node {name}";
}

/// <param name="Revision">0 if nothing was put.</param>
/// <param name="Version">The revision in which its document changed last.</param>
internal readonly record struct PutNode(long Revision, long Version);
