using System.Runtime.CompilerServices;
using System.Text.Json;
using Converge.Protocol;
using Npgsql;

namespace Converge.Server.Storage.PostgreSql;

internal sealed class PostgreSqlAudit(Database database, DatabaseWriter writer) : IAuditStorage
{
    private const int AtOnce = 500;

    public async ValueTask<AuditEntry> AddAsync(AuditEntry entry, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var number = await writer.ChangeAsync(Insert("nextval('converge.audit_numbers')", entry, cancel));
        return entry with { Number = number };
    }

    /// <summary>Adds entries that have their numbers.</summary>
    public async Task RestoreAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancel)
    {
        await Task.WhenAll(entries.Select(entry => writer.ChangeAsync(Insert("$3", entry, cancel))));
        await database.ListAsync("SELECT setval('converge.audit_numbers', max(number)) FROM converge.audit", [], static row => row.GetInt64(0), cancel);
    }

    public async ValueTask<Page<AuditEntry>> ListAsync(string? text, string? after, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var below = after is null ? long.MaxValue : Cursor.ReadNumber(after);
        var found = new List<AuditEntry>();
        for (var isMore = true; isMore && found.Count <= limit;)
        {
            var rows = await database.ListAsync(
                "SELECT number, entry::text FROM converge.audit WHERE number < $1 AND strpos(words, $2) > 0 ORDER BY number DESC LIMIT $3",
                [Parameters.Number(below), Parameters.Text(Parameters.Plain(text ?? "")), Parameters.Number(limit + 1)],
                Read,
                cancel);
            // A text with a line break may be found across two words.
            found.AddRange(rows.Where(entry => AuditText.Has(entry, text)));
            isMore = rows.Count > limit;
            below = rows.Count > 0 ? rows[^1].Number : 0;
        }
        return found.Count <= limit ? new(found, null) : new(found[..limit], Cursor.Of(found[limit - 1].Number));
    }

    public async IAsyncEnumerable<AuditEntry> ReadAllAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        for (var after = 0L;;)
        {
            var rows = await database.ListAsync(
                $"SELECT number, entry::text FROM converge.audit WHERE number > $1 ORDER BY number LIMIT {AtOnce}", [Parameters.Number(after)], Read, cancel);
            foreach (var entry in rows)
                yield return entry;
            if (rows.Count < AtOnce)
                yield break;
            after = rows[^1].Number;
        }
    }

    private static DatabaseChange<long> Insert(string number, AuditEntry entry, CancellationToken cancel) => new(
        "audit",
        $"INSERT INTO converge.audit (number, entry, words) SELECT {number}, $1::json, $2 WHERE $3 >= 0 RETURNING number",
        [
            Parameters.Text(JsonSerializer.Serialize(entry, ProtocolJson.Default.AuditEntry)),
            Parameters.Text(Parameters.Plain($"{entry.Who}\n{entry.Did}\n{entry.What}\n{entry.Detail}")),
            Parameters.Number(Math.Max(0, entry.Number)),
        ],
        static row => row.GetInt64(0),
        cancel);

    private static AuditEntry Read(NpgsqlDataReader row) => JsonSerializer.Deserialize(row.GetString(1), ProtocolJson.Default.AuditEntry)! with { Number = row.GetInt64(0) };
}
