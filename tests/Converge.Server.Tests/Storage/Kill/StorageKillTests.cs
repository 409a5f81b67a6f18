using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Converge.Server.Storage;
using Converge.Server.Tests.Storage.PostgreSql;
using Converge.Testing;
using Shouldly;
using Xunit;

namespace Converge.Server.Tests.Storage.Kill;

/// <summary>Whatever ends, and when: what was acknowledged is there, and nothing is there in part.</summary>
public abstract class StorageKillTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Each takes half a second: few while somebody waits.
    private protected static bool IsThorough => Environment.GetEnvironmentVariable("CI") == "true" || Fuzz.IsThorough;

    private protected readonly Random _random = new(2026);
    private readonly Acknowledged _acknowledged = new();
    private readonly ConcurrentQueue<string> _warnings = new();

    private protected async Task KillAsync(int times, string folder, string? database, Func<int, Process, Task> kill)
    {
        var working = 0;
        for (var round = 0; round < times; round++)
        {
            var before = _acknowledged.Count;
            await RunAndKillAsync(folder, database, round, kill);
            working += _acknowledged.Count > before ? 1 : 0;
            await using var storage = await StorageChoice.OpenAsync(folder, database, TimeProvider.System, _warnings.Enqueue, default);
            await _acknowledged.CheckAsync(storage, id => id.StartsWith($"r{round}-", StringComparison.Ordinal));
            if (round == times - 1)
            {
                await _acknowledged.CheckAsync(storage, static _ => true);
                await Acknowledged.CheckWholeAsync(storage);
            }
        }
        // A line of the audit log that nobody was told of may have been written in part, and is taken away.
        _warnings.Where(static warning => !warning.StartsWith("the last line of", StringComparison.Ordinal)).ShouldBeEmpty();
        working.ShouldBeGreaterThan(times / 2, "most were killed before they did anything");
    }

    private async Task RunAndKillAsync(string folder, string? database, int round, Func<int, Process, Task> kill)
    {
        var program = Path.ChangeExtension(typeof(StorageWriter).Assembly.Location, null);
        using var writer = Process.Start(new ProcessStartInfo(program, ["write-storage", folder, database ?? "", round.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        writer.ErrorDataReceived += static (_, _) => { };
        writer.BeginErrorReadLine();
        var opened = new TaskCompletionSource();
        var reading = ReadAsync(writer.StandardOutput, opened);
        // Some are killed while they open it, most at work.
        if (_random.Next(8) > 0)
        {
            await opened.Task;
            var enough = _acknowledged.Count + _random.Next(150);
            for (var clock = Stopwatch.StartNew(); _acknowledged.Count < enough && clock.Elapsed < Patience;)
                await Task.Delay(1);
        }
        await Task.Delay(_random.Next(60));
        await kill(round, writer);
        writer.Kill();
        await reading;
        await writer.WaitForExitAsync();
    }

    private async Task ReadAsync(StreamReader output, TaskCompletionSource opened)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (!line.EndsWith(StorageWriter.WholeLine))
                continue;
            opened.TrySetResult();
            _acknowledged.Add(line[..^1]);
        }
        opened.TrySetException(new InvalidOperationException("the writer ended before it had opened the storage"));
    }
}

public sealed class FolderKillTests : StorageKillTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task A_killed_server_has_what_it_acknowledged() => KillAsync(IsThorough ? 100 : 20, _folder.Path, database: null, static (_, _) => Task.CompletedTask);
}

[NeedsPostgreSql]
public sealed class PostgreSqlKillTests : StorageKillTests
{
    [StorageFact]
    public async Task A_killed_server_or_database_has_what_was_acknowledged()
    {
        // Of its own, since it is killed.
        await using var server = await PostgreSqlServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await KillAsync(IsThorough ? 40 : 10, "/nowhere", database, async (round, _) =>
        {
            if (round % 5 != 4)
                return;
            await server.KillAsync();
            await server.RunAsync();
            Npgsql.NpgsqlConnection.ClearAllPools();
        });
    }
}
