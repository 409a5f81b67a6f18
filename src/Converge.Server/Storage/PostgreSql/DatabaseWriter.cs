using System.Threading.Channels;
using Npgsql;

namespace Converge.Server.Storage.PostgreSql;

/// <summary>
/// Writes what several callers want in one transaction. Transactions that notify, and those that change the generation, come one
/// after the other whatever happens; so that each of them carries many changes is what makes them fast.
/// </summary>
internal sealed class DatabaseWriter : IAsyncDisposable
{
    private const int MostAtOnce = 200;

    private readonly NpgsqlDataSource _source;
    private readonly Channel<DatabaseChange> _waiting = Channel.CreateUnbounded<DatabaseChange>(new() { SingleReader = true });
    private readonly Task _running;

    public DatabaseWriter(NpgsqlDataSource source)
    {
        _source = source;
        _running = Task.Run(RunAsync);
    }

    public Task<T> ChangeAsync<T>(DatabaseChange<T> change)
    {
        ObjectDisposedException.ThrowIf(!_waiting.Writer.TryWrite(change), this);
        return change.Answer;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _running;
    }

    private async Task RunAsync()
    {
        var batch = new List<DatabaseChange>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < MostAtOnce && _waiting.Reader.TryRead(out var change))
            {
                if (!change.IsCancelled())
                    batch.Add(change);
            }
            await WriteAsync(batch);
            batch.Clear();
        }
    }

    private async Task WriteAsync(List<DatabaseChange> changes)
    {
        if (changes.Count == 0)
            return;
        try
        {
            await CommitAsync(changes);
        }
        catch (PostgresException) when (changes.Count > 1)
        {
            // One of them cannot be done, and none was: the others must not suffer for it.
            foreach (var change in changes)
                await WriteAsync([change]);
        }
        catch (Exception e)
        {
            changes.ForEach(change => change.Fail(e));
        }
    }

    private async Task CommitAsync(List<DatabaseChange> changes)
    {
        // All servers take rows in the same order, so that none waits for one that waits for it.
        var ordered = changes.OrderBy(static change => change.Key, StringComparer.Ordinal).ToArray();
        var grows = ordered.Any(static change => change.MayGrow);
        await using var connection = await _source.OpenConnectionAsync();
        await using (var batch = new NpgsqlBatch(connection))
        {
            if (grows)
                batch.BatchCommands.Add(new("SELECT value FROM converge.generation FOR UPDATE"));
            foreach (var change in ordered)
                batch.BatchCommands.Add(change.ToCommand());
            await using var reader = await batch.ExecuteReaderAsync();
            if (grows)
                await reader.NextResultAsync();
            foreach (var change in ordered)
            {
                await change.ReadAsync(reader);
                await reader.NextResultAsync();
            }
        }
        // Here the transaction is on the disk.
        foreach (var change in ordered)
            change.Complete();
    }
}

/// <summary>A command that changes something and tells in at most one row what came of it.</summary>
/// <param name="key">What it changes.</param>
internal abstract class DatabaseChange(string key, string sql, NpgsqlParameter[] parameters)
{
    public string Key { get; } = key;

    /// <summary>Whether it may change a document of a node.</summary>
    public bool MayGrow { get; init; }

    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter.Clone());
        return command;
    }

    public abstract bool IsCancelled();

    public abstract Task ReadAsync(NpgsqlDataReader reader);

    public abstract void Complete();

    public abstract void Fail(Exception cause);
}

/// <param name="read">Of the row; without a row the answer is the default.</param>
internal sealed class DatabaseChange<T>(string key, string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancel) : DatabaseChange(key, sql, parameters)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _read;

    public Task<T> Answer => _answer.Task;

    public override bool IsCancelled() => cancel.IsCancellationRequested && _answer.TrySetCanceled(cancel);

    public override async Task ReadAsync(NpgsqlDataReader reader) => _read = await reader.ReadAsync(CancellationToken.None) ? read(reader) : default;

    public override void Complete() => _answer.TrySetResult(_read!);

    public override void Fail(Exception cause) => _answer.TrySetException(cause);
}
