using Converge.Protocol;

namespace Converge.Server.Storage;

/// <summary>What nodes did.</summary>
public interface IRunStorage
{
    /// <summary>Puts a run that is not there yet.</summary>
    /// <param name="report">JSON, compressed with gzip.</param>
    /// <returns>False if a run of that id is there: it stays as it is.</returns>
    ValueTask<bool> AddAsync(RunSummary run, ReadOnlyMemory<byte> report, CancellationToken cancel);

    ValueTask<RunSummary?> FindAsync(string id, CancellationToken cancel);

    /// <returns>JSON, compressed with gzip; null if there is no such run.</returns>
    ValueTask<ReadOnlyMemory<byte>?> ReadReportAsync(string id, CancellationToken cancel);

    /// <summary>Runs, the latest start first.</summary>
    /// <param name="limit">From 1 on.</param>
    /// <exception cref="FormatException"><paramref name="after"/> is not what a page said.</exception>
    ValueTask<Page<RunSummary>> ListAsync(RunFilter filter, string? after, int limit, CancellationToken cancel);

    /// <summary>Removes runs that ended before a moment, and then of each node those beyond a number, the latest staying. Nobody is told.</summary>
    /// <returns>How many were removed.</returns>
    ValueTask<int> TrimAsync(DateTimeOffset before, int keptPerNode, CancellationToken cancel);
}

/// <summary>Which runs are listed; what is null does not matter.</summary>
public sealed record RunFilter
{
    public string? Node { get; init; }

    public string? Environment { get; init; }

    public string? Status { get; init; }

    /// <summary>Whether it mended something.</summary>
    public bool? IsCorrective { get; init; }

    public DateTimeOffset? Since { get; init; }
}
