using System.Net.Sockets;
using Npgsql;

namespace Converge.Server.Storage.PostgreSql;

/// <summary>Hears of what all servers change, over a connection of its own. When that was lost, anything may have changed meanwhile.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly Action<string> _warn;
    private readonly Action<StorageChange, bool> _changed;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    /// <param name="changed">Also told whether something may be gone.</param>
    public Listener(NpgsqlDataSource source, TimeProvider time, Action<string> warn, Action<StorageChange, bool> changed)
    {
        (_source, _time, _warn, _changed) = (source, time, warn, changed);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Ends when it hears.</summary>
    public Task Listening => _listening.Task;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running;
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var (wasLost, isTold) = (false, false);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(_end.Token);
                await ListenAsync(connection);
                _listening.TrySetResult();
                if (wasLost)
                    TellOfAll();
                isTold = false;
                while (true)
                    await connection.WaitAsync(_end.Token);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or SocketException or TimeoutException or OperationCanceledException)
            {
                wasLost = true;
                if (!isTold)
                    _warn($"the connection to the database is lost: {e.Message}");
                isTold = true;
            }
            await WaitAsync();
        }
        _listening.TrySetCanceled();
    }

    private async Task ListenAsync(NpgsqlConnection connection)
    {
        connection.Notification += (_, notification) =>
        {
            if (Notice.Read(notification.Payload) is { } change)
                _changed(change, Notice.IsGone(notification.Payload));
        };
        await using var command = new NpgsqlCommand($"LISTEN {Notice.Channel}", connection);
        await command.ExecuteNonQueryAsync(_end.Token);
    }

    private void TellOfAll()
    {
        foreach (var kind in new[] { ChangeKind.Node, ChangeKind.Run, ChangeKind.Record })
            _changed(new(kind, null), true);
    }

    private async Task WaitAsync()
    {
        try
        {
            await Task.Delay(Pause, _time, _end.Token);
        }
        catch (OperationCanceledException)
        {
            // It ends.
        }
    }
}
