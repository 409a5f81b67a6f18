using System.Net.Sockets;
using Converge.Protocol;
using Npgsql;

namespace Converge.Server.Storage.PostgreSql;

/// <summary>A storage that any number of servers have together.</summary>
internal sealed class PostgreSqlStorage : IStorage, IStorageImport
{
    private const int KeepAliveSeconds = 30;

    // A database has a hundred connections for all servers; and more of them make nothing faster.
    private const int Connections = 20;
    private const int UnlimitedConnections = 100;

    private readonly Database _database;
    private readonly DatabaseWriter _writer;
    private readonly Listener _listener;
    private readonly PostgreSqlNodes _nodes;
    private readonly PostgreSqlRuns _runs;
    private readonly PostgreSqlAudit _audit;
    private readonly PostgreSqlRecords _records;
    private bool _isDisposed;

    private PostgreSqlStorage(NpgsqlDataSource source, TimeProvider time, Action<string> warn)
    {
        (_database, _writer) = (new(source), new(source));
        _nodes = new(_database, _writer, new());
        _runs = new(_database, _writer, time);
        _audit = new(_database, _writer);
        _records = new(_database, _writer);
        _listener = new(source, time, warn, Tell);
    }

    public INodeStorage Nodes => _nodes;

    public IRunStorage Runs => _runs;

    public IAuditStorage Audit => _audit;

    public IRecordStorage Records => _records;

    public Action<StorageChange>? Changed { get; set; }

    public Task RestoreAuditAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancel) => _audit.RestoreAsync(entries, cancel);

    public Task RaiseGenerationAsync(long generation, CancellationToken cancel) => _nodes.RaiseGenerationAsync(generation, cancel);

    internal NpgsqlDataSource Source => _database.Source;

    /// <exception cref="StorageException">It cannot be reached, or it is of a newer server.</exception>
    public static async Task<PostgreSqlStorage> OpenAsync(string connectionString, TimeProvider time, Action<string> warn, CancellationToken cancel)
    {
        var source = Connect(connectionString);
        try
        {
            await Schema.PrepareAsync(source, cancel);
            var storage = new PostgreSqlStorage(source, time, warn);
            await storage._listener.Listening.WaitAsync(cancel);
            return storage;
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
        {
            await source.DisposeAsync();
            throw new StorageException($"the database cannot be used: {e.Message}", "expected a connection string like 'Host=db.example.com;Database=converge;Username=converge'", e);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _writer.DisposeAsync();
        await _listener.DisposeAsync();
        await _database.DisposeAsync();
        _runs.Dispose();
    }

    private static NpgsqlDataSource Connect(string connectionString)
    {
        try
        {
            // Only what is used, so that the rest of the library is left out of the program.
            var builder = new NpgsqlSlimDataSourceBuilder(connectionString);
            builder.EnableArrays();
            builder.EnableTransportSecurity();
            // Otherwise a connection that only listens does not notice that the other end is gone.
            if (builder.ConnectionStringBuilder.KeepAlive == 0)
                builder.ConnectionStringBuilder.KeepAlive = KeepAliveSeconds;
            if (builder.ConnectionStringBuilder.MaxPoolSize == UnlimitedConnections)
                builder.ConnectionStringBuilder.MaxPoolSize = Connections;
            builder.ConnectionStringBuilder.ApplicationName ??= "converge server";
            return builder.Build();
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or NotSupportedException)
        {
            throw new StorageException($"the connection string of the database is none: {e.Message}", "expected one like 'Host=db.example.com;Database=converge;Username=converge'", e);
        }
    }

    private void Tell(StorageChange change, bool isGone)
    {
        if (isGone && change.Kind == ChangeKind.Node)
            _nodes.Forget(change.Key);
        Changed?.Invoke(change);
    }
}
