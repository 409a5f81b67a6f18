using System.Diagnostics;
using System.Globalization;
using Converge.Linux.Machine;
using Converge.Testing;

namespace Converge.Linux.Tests.Execution;

/// <summary>
/// A PostgreSQL of this machine in a folder of its own, where Debian's would be below that, with a log of every statement. Over its
/// socket it lets in who the kernel says, as Debian's does. It ends with whoever started it.
/// </summary>
public sealed class RealPostgres : IAsyncDisposable
{
    public const string Cluster = "15/main";

    private readonly TemporaryFolder _root = new();
    private Process? _process;

    private RealPostgres()
    {
    }

    public string Log => File.ReadAllText(_root["log"]);

    public string Hba => _root[$"etc/postgresql/{Cluster}/pg_hba.conf"];

    public string Sockets => _root.Path;

    private string Data => _root[$"var/lib/postgresql/{Cluster}"];

    public LinuxMachine Machine() => new(_root.Path, boots: null, _root.Path);

    public static async Task<RealPostgres> StartAsync()
    {
        var server = new RealPostgres();
        foreach (var folder in new[] { server.Data, Path.GetDirectoryName(server.Hba)!, server._root["proc"] })
            Directory.CreateDirectory(folder);
        Directory.CreateDirectory(server._root["etc"]);
        File.Copy("/etc/passwd", server._root["etc/passwd"]);
        File.Copy("/etc/group", server._root["etc/group"]);
        await LocalPostgres.CheckedAsync("chown", "-R", $"{LocalPostgres.User}:", server._root.Path);
        await LocalPostgres.CheckedAsync([.. LocalPostgres.AsUser, $"{LocalPostgres.Programs}/initdb", "--pgdata", server.Data, "--username", LocalPostgres.User, "--auth-local", "peer", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]);
        File.Move(Path.Combine(server.Data, "pg_hba.conf"), server.Hba);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(server.Hba)!, "postgresql.conf"), $"data_directory = '/var/lib/postgresql/{Cluster}'\t# use data in another directory\n");
        await server.RunAsync();
        return server;
    }

    /// <summary>Starts it once more, as one that follows another.</summary>
    public async Task FollowAsync()
    {
        await StopAsync();
        await File.WriteAllTextAsync(Path.Combine(Data, "standby.signal"), "");
        await RunAsync();
    }

    /// <summary>What psql says to one who logs in over the socket.</summary>
    public Task<ProgramRun> PsqlAsync(string user, string password, string sql) =>
        ProgramRun.Of(new ProgramRun.Start("env", [$"PGPASSWORD={password}", $"{LocalPostgres.Programs}/psql", "-h", Sockets, "-U", user, "-d", "postgres", "-At", "-c", sql]) { Folder = "/" });

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _root.Dispose();
    }

    private async Task RunAsync()
    {
        string[] options = ["listen_addresses=", "fsync=off", "shared_buffers=16MB", "log_statement=all", "logging_collector=off", $"hba_file={Hba}"];
        // Its log is a file, which nobody needs to read for it to go on.
        string[] command = [.. LocalPostgres.AsUser, "sh", "-c", "exec \"$@\" >>\"$0\" 2>&1", _root["log"], $"{LocalPostgres.Programs}/postgres", "-D", Data, "-k", Sockets, .. options.SelectMany(static option => new[] { "-c", option })];
        _process = Process.Start(LocalPostgres.Kept(command))!;
        for (var clock = Stopwatch.StartNew(); !File.Exists(Path.Combine(Sockets, ".s.PGSQL.5432")); await Task.Delay(20))
        {
            if (_process.HasExited || clock.Elapsed > TimeSpan.FromSeconds(30))
                throw new InvalidOperationException($"PostgreSQL did not start: {Log}");
        }
    }

    private async Task StopAsync()
    {
        if (_process is null)
            return;
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            await LocalPostgres.CheckedAsync("kill", "-INT", LocalPostgres.Postmaster(Data).ToString(CultureInfo.InvariantCulture));
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }
}
