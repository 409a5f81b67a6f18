using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Converge.Resources.Machines;

namespace Converge.Linux.Machine.Postgres;

/// <summary>The PostgreSQL servers of this machine, each asked once over its local socket.</summary>
/// <param name="folder">Where their sockets are.</param>
internal sealed class LinuxPostgres(IAccounts accounts, string folder = LinuxPostgres.Usual) : IPostgres
{
    public const string Usual = "/var/run/postgresql";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private ConcurrentDictionary<int, Forgettable<Answer<PostgresServer>>> _servers = new();
    private ConcurrentDictionary<(int Port, string Database), Forgettable<Answer<PostgresExtensions>>> _extensions = new();

    /// <inheritdoc/>
    public PostgresServer? Find(int port) => _servers.GetOrAdd(port, number => new(() => new(ReadServer(number)))).Value.Found;

    /// <inheritdoc/>
    public PostgresExtensions? Extensions(int port, string database) =>
        _extensions.GetOrAdd((port, database), key => new(() => new(ReadExtensions(key.Port, key.Database)))).Value.Found;

    /// <summary>For after a step that changed one of them, or started or stopped it.</summary>
    public void Forget()
    {
        // What is read now goes into those that are not asked any more.
        _servers = new();
        _extensions = new();
    }

    /// <returns>Null if no server listens on the port.</returns>
    /// <exception cref="PostgresException">It does not let the session begin.</exception>
    /// <exception cref="UnreadableException">It cannot be connected to.</exception>
    public PostgresConnection? Open(int port, string database)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{port}"));
        if (!File.Exists(path))
            return null;
        var owner = accounts.FindUser(PostgresConnection.Superuser) ?? throw new UnreadableException($"there is no user '{PostgresConnection.Superuser}', to whom PostgreSQL at '{path}' would listen");
        for (var clock = Stopwatch.StartNew();; Thread.Sleep(Pause))
        {
            try
            {
                return PostgresConnection.Open(path, database, owner);
            }
            catch (PostgresException e) when (e.Code == PostgresException.StartingUp && clock.Elapsed < StartPatience)
            {
                // One that has just been started goes through its log first.
            }
        }
    }

    private PostgresServer? ReadServer(int port) => Ask(port, PostgresConnection.Superuser, static connection =>
    {
        var isStandby = connection.Query(PostgresQueries.IsStandby) is [["t"]];
        var memberships = connection.Query(PostgresQueries.Memberships).ToLookup(static row => row[0]!, static row => row[1]!, StringComparer.Ordinal);
        var settings = connection.Query(PostgresQueries.Settings).ToLookup(static row => row[0]!, static row => row[1]!, StringComparer.Ordinal);
        var roles = connection.Query(PostgresQueries.Roles).Select(row => PostgresQueries.Role(row, memberships[row[0]!], settings[row[0]!]));
        var databases = connection.Query(PostgresQueries.Databases).Select(PostgresQueries.Database);
        return new PostgresServer(isStandby, roles.ToImmutableDictionary(static role => role.Name, StringComparer.Ordinal), databases.ToImmutableDictionary(static database => database.Name, StringComparer.Ordinal));
    });

    private PostgresExtensions? ReadExtensions(int port, string database) => Ask(port, database, static connection => new PostgresExtensions(
        connection.Query(PostgresQueries.Extensions).Select(static row => new PostgresExtension(row[0]!, row[1]!, row[2]!)).ToImmutableDictionary(static extension => extension.Name, StringComparer.Ordinal),
        connection.Query(PostgresQueries.Available).ToImmutableDictionary(static row => row[0]!, static row => row[1]!, StringComparer.Ordinal)));

    private T? Ask<T>(int port, string database, Func<PostgresConnection, T> read)
        where T : class
    {
        try
        {
            using var connection = Open(port, database);
            return connection is null ? null : read(connection);
        }
        catch (PostgresException e) when (e.Code == PostgresException.NoSuchDatabase)
        {
            return null;
        }
        catch (PostgresException e)
        {
            throw new UnreadableException($"PostgreSQL on port {port}: {e.Message}");
        }
    }

    /// <summary>That there is nothing is an answer, too.</summary>
    private sealed record Answer<T>(T? Found)
        where T : class;
}
