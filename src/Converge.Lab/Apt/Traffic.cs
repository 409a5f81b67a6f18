namespace Converge.Lab.Apt;

/// <summary>What went through the cache since it was started.</summary>
internal sealed class Traffic
{
    private long _hits;
    private long _misses;
    private long _failures;
    private long _served;
    private long _fetched;

    public long Hits => Interlocked.Read(ref _hits);

    public long Misses => Interlocked.Read(ref _misses);

    public long Failures => Interlocked.Read(ref _failures);

    public long Served => Interlocked.Read(ref _served);

    public long Fetched => Interlocked.Read(ref _fetched);

    public void AddHit() => Interlocked.Increment(ref _hits);

    public void AddMiss() => Interlocked.Increment(ref _misses);

    public void AddFailure() => Interlocked.Increment(ref _failures);

    public void AddServed(long bytes) => Interlocked.Add(ref _served, bytes);

    public void AddFetched(long bytes) => Interlocked.Add(ref _fetched, bytes);
}
