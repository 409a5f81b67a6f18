using Npgsql;

namespace Converge.Server.Storage.PostgreSql;

/// <summary>Questions to the database. One that met a connection which is no more is asked once again.</summary>
internal sealed class Database(NpgsqlDataSource source) : IAsyncDisposable
{
    public NpgsqlDataSource Source => source;

    public async Task<T?> FindAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
        where T : class
    {
        var rows = await ListAsync(sql, parameters, read, cancel);
        return rows.Count > 0 ? rows[0] : null;
    }

    public Task<List<T>> ListAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancel) => TwiceAsync(
        async () =>
        {
            await using var connection = await source.OpenConnectionAsync(cancel);
            return await ListAsync(connection, sql, parameters, read, cancel);
        },
        cancel);

    public static async Task<List<T>> ListAsync<T>(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter.Clone());
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Only for what changes nothing.</summary>
    public static async Task<T> TwiceAsync<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        try
        {
            return await ask();
        }
        catch (NpgsqlException e) when (e.IsTransient && !cancel.IsCancellationRequested)
        {
            return await ask();
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
