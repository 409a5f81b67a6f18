using System.Collections.Immutable;

namespace Converge.Lab.Loading;

/// <summary>What became of the requests of a load, in the order in which they were sent.</summary>
public sealed record LoadResult(DateTimeOffset Started, double PerSecond, ImmutableArray<LoadedRequest> Requests)
{
    public int Failed => Requests.Count(static request => request.Problem is not null);

    /// <summary>How often each problem was met.</summary>
    public IEnumerable<(string Problem, int Count)> Problems => Requests
        .Where(static request => request.Problem is not null)
        .GroupBy(static request => request.Problem!, StringComparer.Ordinal)
        .Select(static group => (group.Key, group.Count()))
        .OrderByDescending(static problem => problem.Item2).ThenBy(static problem => problem.Key, StringComparer.Ordinal);

    /// <summary>The times in which no request was answered as it should be, from the first that failed to the first that did not.</summary>
    public ImmutableArray<LoadOutage> Outages
    {
        get
        {
            var outages = ImmutableArray.CreateBuilder<LoadOutage>();
            TimeSpan? since = null;
            foreach (var request in Requests)
            {
                if (request.Problem is not null)
                    since ??= request.At;
                else if (since is { } from)
                {
                    outages.Add(new(from, request.At - from, HasEnded: true));
                    since = null;
                }
            }
            if (since is { } last)
                outages.Add(new(last, Requests[^1].At + TimeSpan.FromSeconds(1 / PerSecond) - last, HasEnded: false));
            return outages.ToImmutable();
        }
    }

    /// <summary>The longest outage; null if there was none.</summary>
    public LoadOutage? Longest => Outages.MaxBy(static outage => outage.Length);

    /// <summary>How long those took that were answered; null if none was.</summary>
    /// <param name="share">The part of them that took no longer, as in 0.99.</param>
    public TimeSpan? Answered(double share)
    {
        var durations = Requests.Where(static request => request.Problem is null).Select(static request => request.Duration).Order().ToList();
        return durations.Count == 0 ? null : durations[Math.Min(durations.Count - 1, (int)(share * durations.Count))];
    }
}

/// <summary>A time in which a service did not do what it should.</summary>
/// <param name="At">Since the beginning of the load.</param>
/// <param name="HasEnded">False: it went on when the load ended.</param>
public sealed record LoadOutage(TimeSpan At, TimeSpan Length, bool HasEnded);
