using System.Text;
using Npgsql;

namespace Converge.Server.Storage.PostgreSql;

internal sealed class PostgreSqlRecords(Database database, DatabaseWriter writer) : IRecordStorage
{
    private const string Columns = "kind, key, revision, value::text";

    public async ValueTask<IReadOnlyList<string>> KindsAsync(CancellationToken cancel) =>
        await database.ListAsync("SELECT DISTINCT kind FROM converge.records ORDER BY kind", [], static row => row.GetString(0), cancel);

    public async ValueTask<StoredRecord?> FindAsync(string kind, string key, CancellationToken cancel) => StoredName.IsName(kind) && StoredName.IsName(key)
        ? await database.FindAsync($"SELECT {Columns} FROM converge.records WHERE kind = $1 AND key = $2", [Parameters.Text(kind), Parameters.Text(key)], Read, cancel)
        : null;

    public async ValueTask<IReadOnlyList<StoredRecord>> ListAsync(string kind, CancellationToken cancel) => StoredName.IsName(kind)
        ? await database.ListAsync($"SELECT {Columns} FROM converge.records WHERE kind = $1 ORDER BY key", [Parameters.Text(kind)], Read, cancel)
        : [];

    public async ValueTask<long?> PutAsync(StoredRecord record, CancellationToken cancel)
    {
        RecordJson.Check(record);
        var revision = await writer.ChangeAsync(Change(
            record.Kind,
            record.Key,
            record.Revision == 0
                ? """
                  WITH put AS (
                      INSERT INTO converge.records (kind, key, revision, value) VALUES ($1, $2, nextval('converge.revisions'), $4::json)
                      ON CONFLICT DO NOTHING RETURNING revision)
                  SELECT revision, pg_notify('converge', $5) FROM put WHERE $3 = 0
                  """
                : """
                  WITH put AS (
                      UPDATE converge.records SET revision = nextval('converge.revisions'), value = $4::json
                      WHERE kind = $1 AND key = $2 AND revision = $3 RETURNING revision)
                  SELECT revision, pg_notify('converge', $5) FROM put
                  """,
            record.Revision,
            Encoding.UTF8.GetString(record.Json.Span),
            cancel));
        return revision == 0 ? null : revision;
    }

    public async ValueTask<bool> RemoveAsync(string kind, string key, long revision, CancellationToken cancel) =>
        StoredName.IsName(kind) && StoredName.IsName(key) && await writer.ChangeAsync(Change(
            kind,
            key,
            """
            WITH gone AS (DELETE FROM converge.records WHERE kind = $1 AND key = $2 AND revision = $3 AND $4::text IS NULL RETURNING revision)
            SELECT revision, pg_notify('converge', $5) FROM gone
            """,
            revision,
            null,
            cancel)) > 0;

    private static DatabaseChange<long> Change(string kind, string key, string sql, long revision, string? value, CancellationToken cancel) => new(
        $"record {kind} {key}",
        sql,
        [Parameters.Text(kind), Parameters.Text(key), Parameters.Number(revision), Parameters.Text(value), Parameters.Text(Notice.OfRecord(kind, key))],
        static row => row.GetInt64(0),
        cancel);

    private static StoredRecord Read(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1), Encoding.UTF8.GetBytes(row.GetString(3)), row.GetInt64(2));
}
