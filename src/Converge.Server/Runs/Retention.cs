using Converge.Server.Hosting;
using Converge.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Converge.Server.Runs;

/// <summary>Removes runs that are too old, or too many.</summary>
internal sealed partial class Retention(IStorage storage, ServerOptions options, TimeProvider clock, ILogger<Retention> log) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var removed = await storage.Runs.TrimAsync(clock.GetUtcNow() - options.KeepRuns, options.KeepRunsPerNode, stoppingToken).ConfigureAwait(false);
                if (removed > 0)
                    SayRemoved(removed);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                SayProblem(e.Message);
            }
            await Task.Delay(Beat, clock, stoppingToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "removed {Count} old runs")]
    private partial void SayRemoved(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "old runs cannot be removed: {Problem}")]
    private partial void SayProblem(string problem);
}
