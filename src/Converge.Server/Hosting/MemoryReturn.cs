using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;

namespace Converge.Server.Hosting;

/// <summary>
/// Gives memory back after a burst, such as when all nodes connect anew. A server whose nodes wait allocates next to nothing,
/// so that the collector would never come by itself.
/// </summary>
internal sealed partial class MemoryReturn(TimeProvider clock) : BackgroundService
{
    private const long Burst = 128 * 1024 * 1024;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (last, collected) = (GC.GetTotalAllocatedBytes(), GC.GetTotalAllocatedBytes());
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Beat, clock, stoppingToken).ConfigureAwait(false);
            var now = GC.GetTotalAllocatedBytes();
            var grown = now - last;
            last = now;
            // Not while it goes on: a collection stops everything for a moment.
            if (grown >= Burst || now - collected < Burst)
                continue;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            // What OpenSSL took for handshakes is not the collector's, and certificates are given up by their finalizers.
            GC.WaitForPendingFinalizers();
            _ = TrimMalloc(0);
            collected = now;
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimMalloc(nint pad);
}
