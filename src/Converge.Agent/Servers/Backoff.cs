namespace Converge.Agent.Servers;

/// <summary>How long to wait before the next try: longer each time, and not at the moment when all the others try.</summary>
public sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    private int _failures;

    public static Backoff Usual() => new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2), Random.Shared);

    /// <summary>Between half of the time and all of it.</summary>
    public TimeSpan Next()
    {
        const int MostDoublings = 20;
        var time = first * Math.Pow(2, Math.Min(_failures++, MostDoublings));
        return (time < longest ? time : longest) * (0.5 + random.NextDouble() / 2);
    }

    public void Reset() => _failures = 0;
}
