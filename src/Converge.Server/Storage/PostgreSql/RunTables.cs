using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace Converge.Server.Storage.PostgreSql;

/// <summary>
/// The tables of weeks that runs are in, so that what is old goes as a whole. What is of no usual time is in a table for all the
/// rest: a node may say that it ran in the year 9999.
/// </summary>
internal sealed class RunTables(Database database, TimeProvider time) : IDisposable
{
    // Of two servers one makes or removes tables at a time.
    private const string Lock = "SELECT pg_advisory_xact_lock(1668183670)";
    private const int DaysOfWeek = 7;
    private const string Prefix = "runs_";

    private static readonly TimeSpan Usual = TimeSpan.FromDays(400);

    private readonly ConcurrentDictionary<DateTime, bool> _known = [];
    private readonly SemaphoreSlim _making = new(1);

    public async Task EnsureAsync(DateTimeOffset end, CancellationToken cancel)
    {
        if ((end - time.GetUtcNow()).Duration() > Usual)
            return;
        var day = end.UtcDateTime.Date;
        // The week begins on Monday.
        var week = day.AddDays(-(((int)day.DayOfWeek + DaysOfWeek - 1) % DaysOfWeek));
        if (_known.ContainsKey(week))
            return;
        await _making.WaitAsync(cancel);
        try
        {
            if (_known.ContainsKey(week))
                return;
            await ChangeAsync(
                connection => RunAsync(connection, $"CREATE TABLE IF NOT EXISTS converge.{NameOf(week)} PARTITION OF converge.runs FOR VALUES FROM ('{Text(week)}') TO ('{Text(week.AddDays(DaysOfWeek))}')", [], cancel),
                cancel);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.CheckViolation)
        {
            // The table for the rest has runs of that week by now, and goes on having them.
        }
        finally
        {
            _making.Release();
        }
        _known[week] = true;
    }

    /// <returns>How many runs were removed.</returns>
    public async Task<int> TrimAsync(DateTimeOffset before, int keptPerNode, CancellationToken cancel)
    {
        var removed = 0;
        await ChangeAsync(
            async connection =>
            {
                foreach (var week in await WeeksAsync(connection, cancel))
                {
                    if (week.AddDays(DaysOfWeek) <= before.UtcDateTime)
                        removed += await DropAsync(connection, week, cancel);
                }
                removed += await DeleteAsync(connection, "SELECT id, ended FROM converge.runs WHERE ended < $1 AND $2 >= 0", before, keptPerNode, cancel);
                removed += await DeleteAsync(
                    connection,
                    "SELECT id, ended FROM (SELECT id, ended, row_number() OVER (PARTITION BY node ORDER BY started DESC, id) AS place FROM converge.runs) r WHERE $1 IS NOT NULL AND place > $2",
                    before,
                    keptPerNode,
                    cancel);
            },
            cancel);
        return removed;
    }

    public void Dispose() => _making.Dispose();

    private async Task<int> DropAsync(NpgsqlConnection connection, DateTime week, CancellationToken cancel)
    {
        var removed = await RunAsync(connection, $"SELECT count(*) FROM converge.{NameOf(week)}", [], cancel);
        await RunAsync(
            connection,
            "WITH gone AS (DELETE FROM converge.run_ids i WHERE ended >= $1 AND ended < $2 RETURNING 1) SELECT count(*) FROM gone",
            [Parameters.Time(new(week, TimeSpan.Zero)), Parameters.Time(new(week.AddDays(DaysOfWeek), TimeSpan.Zero))],
            cancel);
        await RunAsync(connection, $"DROP TABLE converge.{NameOf(week)}", [], cancel);
        _known.TryRemove(week, out _);
        return (int)removed;
    }

    private static async Task<int> DeleteAsync(NpgsqlConnection connection, string which, DateTimeOffset before, int keptPerNode, CancellationToken cancel) => (int)await RunAsync(
        connection,
        $"""
        WITH old AS ({which}),
        gone AS (DELETE FROM converge.runs r USING old WHERE r.id = old.id AND r.ended = old.ended),
        ids AS (DELETE FROM converge.run_ids i USING old WHERE i.id = old.id RETURNING 1)
        SELECT count(*) FROM ids
        """,
        [Parameters.Time(before), Parameters.Number(keptPerNode)],
        cancel);

    private static async Task<List<DateTime>> WeeksAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var names = await Database.ListAsync(
            connection, "SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'converge.runs'::regclass ORDER BY 1", [], static row => row.GetString(0), cancel);
        var weeks = new List<DateTime>();
        foreach (var name in names)
        {
            if (DateTime.TryParseExact(name[Prefix.Length..], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var week))
                weeks.Add(week);
        }
        return weeks;
    }

    private async Task ChangeAsync(Func<NpgsqlConnection, Task> change, CancellationToken cancel)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await RunAsync(connection, Lock, [], cancel);
        await change(connection);
        await transaction.CommitAsync(cancel);
    }

    private static async Task<long> RunAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteScalarAsync(cancel) is long count ? count : 0;
    }

    private static string NameOf(DateTime week) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{week:yyyyMMdd}");

    private static string Text(DateTime day) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd} 00:00:00+00");
}
