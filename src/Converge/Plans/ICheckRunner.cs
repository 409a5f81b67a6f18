using Converge.Catalogs;

namespace Converge.Plans;

/// <summary>Finds out whether a node is healthy, as its recipes say what that is.</summary>
public interface ICheckRunner
{
    /// <summary>Asks again and again until it is true, or has been untrue for as long as it may take.</summary>
    /// <param name="waits">Whether it may take its time; else the first answer counts.</param>
    /// <exception cref="OperationCanceledException">The time of the run is over.</exception>
    Task<CheckResult> RunAsync(CatalogCheck check, bool waits, CancellationToken cancel);
}

/// <param name="Problem">What the last try met, for people; null if all is well.</param>
/// <param name="Duration">How long it took until that was known.</param>
public sealed record CheckResult(CatalogCheck Check, string? Problem, TimeSpan Duration);
