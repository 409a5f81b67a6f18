using System.Globalization;
using System.Text.Json;
using Converge.Protocol;
using Npgsql;

namespace Converge.Server.Storage.PostgreSql;

/// <summary>A row for each run, in a table for the week of its end.</summary>
internal sealed class PostgreSqlRuns(Database database, DatabaseWriter writer, TimeProvider time) : IRunStorage, IDisposable
{
    private readonly RunTables _tables = new(database, time);

    public void Dispose() => _tables.Dispose();

    public async ValueTask<bool> AddAsync(RunSummary run, ReadOnlyMemory<byte> report, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(run);
        StoredName.Check(run.Id);
        StoredName.Check(run.Node);
        await _tables.EnsureAsync(run.End, cancel);
        return await writer.ChangeAsync(Insert(run, report, cancel)) > 0;
    }

    public async ValueTask<RunSummary?> FindAsync(string id, CancellationToken cancel) => StoredName.IsName(id)
        ? await database.FindAsync($"SELECT r.summary::text {FromId}", [Parameters.Text(id)], Read, cancel)
        : null;

    public async ValueTask<ReadOnlyMemory<byte>?> ReadReportAsync(string id, CancellationToken cancel) =>
        StoredName.IsName(id) && await database.FindAsync($"SELECT r.report {FromId}", [Parameters.Text(id)], static row => (byte[])row.GetFieldValue<byte[]>(0), cancel) is { } report
            ? (ReadOnlyMemory<byte>?)report
            : null;

    public async ValueTask<Page<RunSummary>> ListAsync(RunFilter filter, string? after, int limit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var (where, parameters) = (new List<string>(), new List<NpgsqlParameter>());
        if (filter.Node is { } node)
            Add("node = ?", Parameters.Text(Parameters.Plain(node)));
        if (filter.Environment is { } environment)
            Add("environment = ?", Parameters.Text(Parameters.Plain(environment)));
        if (filter.Status is { } status)
            Add("status = ?", Parameters.Text(Parameters.Plain(status)));
        if (filter.IsCorrective is { } corrective)
            Add("is_corrective = ?", Parameters.Truth(corrective));
        if (filter.Since is { } since)
            Add("started >= ?", Parameters.Number(since.UtcTicks));
        if (after is not null && Cursor.ReadRun(after) is var place)
        {
            Add("started <= ?", Parameters.Number(place.Start));
            Add($"(started < ${parameters.Count} OR id > ?)", Parameters.Text(Parameters.Plain(place.Id)));
        }
        parameters.Add(Parameters.Number(limit + 1));
        var runs = await database.ListAsync(
            $"SELECT summary::text FROM converge.runs {(where.Count > 0 ? "WHERE " : "")}{string.Join(" AND ", where)} ORDER BY started DESC, id LIMIT ${parameters.Count}",
            [.. parameters],
            Read,
            cancel);
        return runs.Count <= limit ? new(runs, null) : new(runs[..limit], Cursor.Of(RunPlace.Of(runs[limit - 1])));

        void Add(string condition, NpgsqlParameter parameter)
        {
            parameters.Add(parameter);
            where.Add(condition.Replace("?", string.Create(CultureInfo.InvariantCulture, $"${parameters.Count}"), StringComparison.Ordinal));
        }
    }

    public async ValueTask<int> TrimAsync(DateTimeOffset before, int keptPerNode, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keptPerNode);
        return await _tables.TrimAsync(before, keptPerNode, cancel);
    }

    private const string FromId = "FROM converge.run_ids i JOIN converge.runs r ON r.id = i.id AND r.ended = i.ended WHERE i.id = $1";

    private static DatabaseChange<long> Insert(RunSummary run, ReadOnlyMemory<byte> report, CancellationToken cancel) => new(
        $"run {run.Id}",
        """
        WITH new AS (INSERT INTO converge.run_ids (id, ended) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id),
        put AS (
            INSERT INTO converge.runs (id, ended, node, environment, status, is_corrective, started, summary, report)
            SELECT id, $2, $3, $4, $5, $6, $7, $8::json, $9 FROM new)
        SELECT 1::bigint, pg_notify('converge', $10) FROM new
        """,
        [
            Parameters.Text(run.Id), Parameters.Time(run.End), Parameters.Text(run.Node), Parameters.Text(Parameters.Plain(run.Environment)), Parameters.Text(Parameters.Plain(run.Status)),
            Parameters.Truth(run.Corrective > 0), Parameters.Number(run.Start.UtcTicks), Parameters.Text(JsonSerializer.Serialize(run, ProtocolJson.Default.RunSummary)),
            Parameters.Bytes(report), Parameters.Text(Notice.OfRun(run.Id)),
        ],
        static row => row.GetInt64(0),
        cancel);

    private static RunSummary Read(NpgsqlDataReader row) => JsonSerializer.Deserialize(row.GetString(0), ProtocolJson.Default.RunSummary)!;
}
