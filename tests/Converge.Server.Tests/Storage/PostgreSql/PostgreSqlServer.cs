using System.Diagnostics;
using System.Globalization;
using Converge.Testing;
using Npgsql;

namespace Converge.Server.Tests.Storage.PostgreSql;

/// <summary>
/// A PostgreSQL of the machine, in a folder of its own and on a socket in there, as careful about the disk as it is by itself. It
/// ends with whoever started it, however that ends.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private Process? _process;
    private int _databases;

    private PostgreSqlServer()
    {
    }

    public static string? WhyAbsent => LocalPostgres.Programs is null ? "needs 'initdb' and 'postgres', in PATH or in /usr/lib/postgresql/*/bin" : null;

    public static async Task<PostgreSqlServer> StartAsync()
    {
        var server = new PostgreSqlServer();
        if (LocalPostgres.Programs is null)
            throw new InvalidOperationException(WhyAbsent);
        if (Environment.IsPrivilegedProcess)
            await LocalPostgres.CheckedAsync("chown", $"{LocalPostgres.User}:", server._folder.Path);
        await LocalPostgres.CheckedAsync([.. LocalPostgres.AsUser, Path.Combine(LocalPostgres.Programs, "initdb"), "--pgdata", server._folder["data"], "--username", LocalPostgres.User, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]);
        await server.RunAsync();
        return server;
    }

    public string ConnectionString(string database = LocalPostgres.User) => $"Host={_folder.Path};Username={LocalPostgres.User};Database={database};Include Error Detail=true";

    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await using var source = new NpgsqlSlimDataSourceBuilder(ConnectionString()).Build();
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>As when the power fails, as far as a process can tell.</summary>
    public async Task KillAsync()
    {
        using var postmaster = Process.GetProcessById(LocalPostgres.Postmaster(_folder["data"]));
        postmaster.Kill();
        await _process!.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async Task RunAsync()
    {
        Launch();
        await using var source = new NpgsqlSlimDataSourceBuilder($"{ConnectionString()};Pooling=false").Build();
        for (var clock = Stopwatch.StartNew();;)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync();
                return;
            }
            catch (NpgsqlException) when (clock.Elapsed < Patience)
            {
                // Those that a killed one left need a moment to notice.
                if (_process!.HasExited)
                    Launch();
                await Task.Delay(20);
            }
        }
    }

    private void Launch()
    {
        string[] command =
        [
            .. LocalPostgres.AsUser, Path.Combine(LocalPostgres.Programs!, "postgres"), "-D", _folder["data"], "-k", _folder.Path,
            "-c", "listen_addresses=", "-c", "fsync=on", "-c", "shared_buffers=32MB", "-c", "log_min_messages=fatal", "-c", "restart_after_crash=off",
        ];
        var start = LocalPostgres.Kept(command);
        (start.RedirectStandardError, start.RedirectStandardOutput) = (true, true);
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        _folder.Dispose();
    }
}
