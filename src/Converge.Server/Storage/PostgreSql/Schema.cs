using System.Globalization;
using Npgsql;

namespace Converge.Server.Storage.PostgreSql;

/// <summary>The tables. Each step is made once, in order and in one transaction, whichever server comes first.</summary>
internal static class Schema
{
    // Any number that nobody else uses in this database.
    private const long Lock = 0x636f6e76;

    private static readonly string[] Steps =
    [
        """
        CREATE TABLE converge.generation (value bigint NOT NULL);
        INSERT INTO converge.generation VALUES (0);
        CREATE SEQUENCE converge.revisions;

        CREATE TABLE converge.nodes (
            name text COLLATE "C" PRIMARY KEY,
            revision bigint NOT NULL,
            version bigint NOT NULL,
            record json NOT NULL,
            said json,
            document json,
            terms jsonb
        );
        COMMENT ON COLUMN converge.nodes.version IS 'the revision in which the document changed last';
        COMMENT ON COLUMN converge.nodes.terms IS 'the document as searches look it up; the document itself is in document';
        CREATE INDEX nodes_terms ON converge.nodes USING gin (terms jsonb_path_ops);
        CREATE TABLE converge.seen (name text COLLATE "C" PRIMARY KEY, at timestamptz NOT NULL) WITH (fillfactor = 50);

        CREATE TABLE converge.records (
            kind text COLLATE "C",
            key text COLLATE "C",
            revision bigint NOT NULL,
            value json NOT NULL,
            PRIMARY KEY (kind, key)
        );

        CREATE TABLE converge.run_ids (id text COLLATE "C" PRIMARY KEY, ended timestamptz NOT NULL);
        CREATE INDEX run_ids_ended ON converge.run_ids (ended);
        CREATE TABLE converge.runs (
            id text COLLATE "C" NOT NULL,
            node text COLLATE "C" NOT NULL,
            environment text COLLATE "C" NOT NULL,
            status text COLLATE "C" NOT NULL,
            is_corrective boolean NOT NULL,
            started bigint NOT NULL,
            ended timestamptz NOT NULL,
            summary json NOT NULL,
            report bytea NOT NULL
        ) PARTITION BY RANGE (ended);
        COMMENT ON COLUMN converge.runs.started IS '100 ns since the year 1';
        ALTER TABLE converge.runs ALTER COLUMN report SET STORAGE EXTERNAL;
        CREATE INDEX runs_id ON converge.runs (id);
        CREATE INDEX runs_started ON converge.runs (started DESC, id);
        CREATE INDEX runs_node ON converge.runs (node, started DESC, id);
        CREATE TABLE converge.runs_other PARTITION OF converge.runs DEFAULT;

        CREATE TABLE converge.audit (number bigint PRIMARY KEY, entry json NOT NULL, words text NOT NULL);
        CREATE SEQUENCE converge.audit_numbers OWNED BY converge.audit.number;
        CREATE FUNCTION converge.keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit log is never changed'; END $$;
        CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON converge.audit EXECUTE FUNCTION converge.keep();
        """,
    ];

    /// <exception cref="StorageException">It is of a newer server.</exception>
    public static async Task PrepareAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await RunAsync(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({Lock})"), cancel);
        await RunAsync(connection, "CREATE SCHEMA IF NOT EXISTS converge; CREATE TABLE IF NOT EXISTS converge.format (version int NOT NULL)", cancel);
        var version = (int)(await RunAsync(connection, "SELECT coalesce(max(version), 0) FROM converge.format", cancel))!;
        if (version > Steps.Length)
            throw new StorageException($"the database is of a newer server: its format is {version}, expected {Steps.Length} at most");
        for (var step = version; step < Steps.Length; step++)
            await RunAsync(connection, Steps[step], cancel);
        await RunAsync(connection, string.Create(CultureInfo.InvariantCulture, $"DELETE FROM converge.format; INSERT INTO converge.format VALUES ({Steps.Length})"), cancel);
        await transaction.CommitAsync(cancel);
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancel);
    }
}
