using System.Runtime;

namespace Converge.Cli;

/// <summary>What a run leaves behind in memory. It is over sooner than collecting that would pay.</summary>
internal static class Garbage
{
    private const long Most = 100L << 20;
    private const long Large = 20L << 20;

    // Of the memory that there is.
    private const int Share = 8;

    /// <summary>Nothing is collected until there is much; from then on everything is as usual.</summary>
    public static void Leave()
    {
        var size = Math.Min(Most, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Share);
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion || size <= Large)
            return;
        try
        {
            // What is made next stands at the beginning of what is going to be filled.
            if (GC.TryStartNoGCRegion(size, Large))
                LibC.WillFill(new byte[1], (nint)size);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Somebody else was faster, or it is more than the collector is allowed: then it collects.
        }
    }
}
