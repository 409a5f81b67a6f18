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
    private const string User = "postgres";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Waits for the end of its input, which comes when the tests are no more.
    private const string Keep = """
        exec 3<&0
        "$@" 3<&- & server=$!
        { read -r _ <&3; kill -QUIT $server; } & reader=$!
        wait $server
        kill $reader
        """;

    private readonly TemporaryFolder _folder = new();
    private Process? _process;
    private int _databases;

    private PostgreSqlServer()
    {
    }

    /// <summary>Where Debian has its programs, which are not in PATH; null if there are none.</summary>
    public static string? Programs { get; } = FindPrograms();

    public static string? WhyAbsent => Programs is null ? "needs 'initdb' and 'postgres', in PATH or in /usr/lib/postgresql/*/bin" : null;

    public static async Task<PostgreSqlServer> StartAsync()
    {
        var server = new PostgreSqlServer();
        if (Programs is null)
            throw new InvalidOperationException(WhyAbsent);
        if (Environment.IsPrivilegedProcess)
            await CheckedAsync("chown", $"{User}:", server._folder.Path);
        await CheckedAsync([.. AsUser, Path.Combine(Programs, "initdb"), "--pgdata", server._folder["data"], "--username", User, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]);
        await server.RunAsync();
        return server;
    }

    public string ConnectionString(string database = User) => $"Host={_folder.Path};Username={User};Database={database};Include Error Detail=true";

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
        var id = int.Parse((await File.ReadAllLinesAsync(_folder["data/postmaster.pid"]))[0], CultureInfo.InvariantCulture);
        using var postmaster = Process.GetProcessById(id);
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
            .. AsUser, Path.Combine(Programs!, "postgres"), "-D", _folder["data"], "-k", _folder.Path,
            "-c", "listen_addresses=", "-c", "fsync=on", "-c", "shared_buffers=32MB", "-c", "log_min_messages=fatal", "-c", "restart_after_crash=off",
        ];
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { "-c", Keep, "sh" }.Concat(command))
            start.ArgumentList.Add(argument);
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

    // It refuses to run as root.
    private static string[] AsUser => Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups"] : [];

    private static async Task CheckedAsync(params string[] command)
    {
        var run = await ProgramRun.Of(new ProgramRun.Start(command[0], command[1..]) { Folder = "/" });
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"'{string.Join(' ', command)}' failed: {run.Error}");
    }

    private static string? FindPrograms()
    {
        if (InstalledProgram.Find("initdb") is { } found)
            return Path.GetDirectoryName(found);
        const string Debian = "/usr/lib/postgresql";
        return !Directory.Exists(Debian)
            ? null
            : Directory.GetDirectories(Debian).OrderByDescending(static version => double.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Select(static version => Path.Combine(version, "bin")).FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")));
    }
}
