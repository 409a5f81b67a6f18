using System.Collections.Concurrent;
using System.Globalization;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Nodes;
using Converge.Nodes.Queries;
using Converge.Server.Storage;
using Converge.Server.Storage.PostgreSql;
using Npgsql;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Storage.PostgreSql;

/// <summary>What only a storage in a database does: several servers, indexes, partitions.</summary>
[Collection(PostgreSqlTests.Name)]
[NeedsPostgreSql]
public sealed class PostgreSqlOwnTests(PostgreSqlFixture postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentQueue<string> _warnings = new();
    private string _database = "";

    public async Task InitializeAsync() => _database = await (await postgres.Server).CreateDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [StorageFact]
    public async Task Servers_that_begin_together_make_one_schema_and_see_each_other()
    {
        var storages = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => OpenAsync()));
        var told = new ConcurrentQueue<StorageChange>();
        storages[1].Changed = told.Enqueue;
        var node = (await storages[0].Nodes.PutAsync(Node("app1", 1), default)).ShouldNotBeNull();
        (await SearchAsync(storages[1], "a:1")).ShouldBe("app1");
        (await storages[2].Nodes.PutAsync(node with { Document = Node("app1", 2).Document }, default)).ShouldNotBeNull();
        (await storages[0].Nodes.PutAsync(node with { Commit = "1" }, default)).ShouldBeNull("the document is known, but not the revision");
        (await SearchAsync(storages[1], "a:1")).ShouldBeEmpty("what it has in memory is old");
        (await SearchAsync(storages[1], "a:>1")).ShouldBe("app1");
        await storages[3].Nodes.RemoveAsync("app1", default);
        (await SearchAsync(storages[1], "a:>1")).ShouldBeEmpty();
        await WaitAsync(() => told.Count >= 3);
        told.ShouldAllBe(static change => change == new StorageChange(ChangeKind.Node, "app1"));

        // Documents, records and runs by all of them at once, in no order.
        await Task.WhenAll(storages.SelectMany((storage, server) => Enumerable.Range(0, 40).Select(async number =>
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"n{(number * 7 + server * 3) % 40}");
            await storage.Runs.AddAsync(new(name, name, "changed", Noon, Noon), new byte[10], default);
            while (true)
            {
                var known = await storage.Nodes.FindAsync(name, default);
                if (await storage.Nodes.PutAsync((known ?? Node(name, 0)) with { Document = Node(name, (known?.Document?.Fields["a"].AsInt() ?? 0) + 1).Document }, default) is not null)
                    return;
            }
        })));
        (await SearchAsync(storages[4], "a:5")).Split(' ').Length.ShouldBe(40);
        (await storages[0].Nodes.GenerationAsync(default)).ShouldBe(3 + 5 * 40);
        (await storages[0].Runs.ListAsync(new(), null, 100, default)).Items.Count.ShouldBe(40);
        foreach (var storage in storages)
            await storage.DisposeAsync();
    }

    [StorageFact]
    public async Task After_a_lost_connection_anything_may_have_changed()
    {
        await using var storage = await OpenAsync();
        var told = new ConcurrentQueue<StorageChange>();
        storage.Changed = told.Enqueue;
        await using var source = new NpgsqlSlimDataSourceBuilder(_database).Build();
        await using var command = source.CreateCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        ((long)(await command.ExecuteScalarAsync())!).ShouldBeGreaterThan(0);
        await WaitAsync(() => told.Count >= 3);
        told.ShouldBe([new(ChangeKind.Node, null), new(ChangeKind.Run, null), new(ChangeKind.Record, null)]);
        _warnings.ShouldHaveSingleItem().ShouldStartWith("the connection to the database is lost: ");
        (await storage.Nodes.FindAsync("app1", default)).ShouldBeNull();
        (await storage.Nodes.PutAsync(Node("app1", 1), default)).ShouldNotBeNull();
        await WaitAsync(() => told.Contains(new StorageChange(ChangeKind.Node, "app1")));
    }

    [StorageFact]
    public async Task Usual_queries_use_indexes()
    {
        await using var storage = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 3000).Select(async number => await storage.Nodes.PutAsync(
            new NodeRecord($"app{number}")
            {
                Document = new($"app{number}", JsonText.Read($$"""{"roles": ["base", "r{{number % 100}}"], "environment": "e{{number % 50}}", "app": {"port": {{number}}, "version": "1.{{number}}"}, "facts": {"network": {"ip": "10.0.{{number / 250}}.{{number % 250}}"} } }""").AsObject()),
            },
            default)));
        await using var connection = await storage.Source.OpenConnectionAsync();
        await using (var analyze = new NpgsqlCommand("VACUUM ANALYZE converge.nodes", connection))
            await analyze.ExecuteNonQueryAsync();
        foreach (var query in new[] { "role:r7", "environment:e7", "role:r7 AND environment:e7 AND app.port:>5", "app.port:77", "app.version:1.77", "facts.network.ip:10.0.3.7", "role:(r7 OR r8)", "role:r7 NOT environment:e7", "environment:e7 OR name:app7" })
            (await ExplainAsync(connection, query)).ShouldContain("nodes_terms", customMessage: query);
        foreach (var query in new[] { "name:app77", "app77", "app77*", "name:(app7 OR app8)", "name:app77 AND facts.cpus:>2", "environment:e7 OR name:app7" })
            (await ExplainAsync(connection, query)).ShouldContain("nodes_pkey", customMessage: query);
        (await ExplainAsync(connection, "NOT role:r7")).ShouldContain("Seq Scan");
        (await SearchAsync(storage, "role:r7 AND environment:e7")).Split(' ').Length.ShouldBe(30);
    }

    [StorageFact]
    public async Task Runs_of_old_weeks_go_with_their_tables()
    {
        await using var storage = await OpenAsync();
        var now = DateTimeOffset.UtcNow;
        for (var day = 0; day < 60; day += 5)
            await storage.Runs.AddAsync(new($"r{day}", "app1", "changed", now.AddDays(-day), now.AddDays(-day)), new byte[10], default);
        await storage.Runs.AddAsync(new("odd", "app1", "changed", now, now.AddYears(1000)), new byte[10], default);
        var before = await TablesAsync(storage);
        before.Count.ShouldBeGreaterThan(8);
        (await storage.Runs.TrimAsync(now.AddDays(-22), 100, default)).ShouldBe(7);
        (await TablesAsync(storage)).Count.ShouldBeLessThan(before.Count - 3);
        (await storage.Runs.ListAsync(new(), null, 100, default)).Items.Count.ShouldBe(6);
        (await storage.Runs.AddAsync(new("r55", "app1", "changed", now.AddDays(-55), now.AddDays(-55)), new byte[10], default)).ShouldBeTrue();
        (await storage.Runs.FindAsync("r55", default)).ShouldNotBeNull();
    }

    [StorageFact]
    public async Task Nobody_changes_the_audit_log_by_accident()
    {
        await using var storage = await OpenAsync();
        await storage.Audit.AddAsync(new(0, Noon, "anna", "revoke", "app1"), default);
        foreach (var sql in new[] { "DELETE FROM converge.audit", "UPDATE converge.audit SET words = ''", "TRUNCATE converge.audit" })
        {
            await using var command = storage.Source.CreateCommand(sql);
            (await Should.ThrowAsync<PostgresException>(command.ExecuteNonQueryAsync)).MessageText.ShouldBe("the audit log is never changed");
        }
    }

    [StorageFact]
    public async Task What_cannot_be_used_is_refused_with_a_reason()
    {
        await (await OpenAsync()).DisposeAsync();
        await using (var source = new NpgsqlSlimDataSourceBuilder(_database).Build())
        await using (var command = source.CreateCommand("UPDATE converge.format SET version = 99"))
            await command.ExecuteNonQueryAsync();
        (await Should.ThrowAsync<StorageException>(OpenAsync)).Message.ShouldStartWith("the database is of a newer server: its format is 99");
        foreach (var (text, problem) in new[] { ("Host=/nowhere;Timeout=2", "the database cannot be used: "), ("what", "the connection string of the database is none: "), ("Colour=red", "the connection string of the database is none: ") })
            (await Should.ThrowAsync<StorageException>(async () => await StorageChoice.OpenAsync("/nowhere", text, TimeProvider.System, _warnings.Enqueue, default))).Message.ShouldStartWith(problem);
    }

    private static NodeRecord Node(string name, int value) => new(name) { Document = new NodeDocument(name, JsonText.Read($$"""{"a":{{value}}}""").AsObject()) };

    private static Query Parse(string text) => Query.Parse(SourceText.From("query", text), []).ShouldNotBeNull();

    private static async Task<string> SearchAsync(PostgreSqlStorage storage, string query) =>
        string.Join(' ', (await storage.Nodes.SearchAsync(Parse(query), Noon, null, null, default)).Nodes.Select(static node => node.Name));

    private static async Task<string> ExplainAsync(NpgsqlConnection connection, string query)
    {
        var sql = SearchSql.Of(Parse(query), after: null);
        return string.Join('\n', await Database.ListAsync(connection, $"EXPLAIN SELECT n.name, n.version FROM converge.nodes n WHERE {sql.Where}", sql.Parameters, static row => row.GetString(0), default));
    }

    private static async Task<List<string>> TablesAsync(PostgreSqlStorage storage)
    {
        await using var connection = await storage.Source.OpenConnectionAsync();
        return await Database.ListAsync(connection, "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'converge.runs'::regclass", [], static row => row.GetString(0), default);
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (var tries = 0; tries < 3000 && !condition(); tries++)
            await Task.Delay(10);
    }

    private async Task<PostgreSqlStorage> OpenAsync() => await PostgreSqlStorage.OpenAsync(_database, TimeProvider.System, _warnings.Enqueue, default);
}
