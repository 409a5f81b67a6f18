using System.Collections.Immutable;
using Converge.Resources;

namespace Converge.Plans;

/// <summary>Commit-confirm: what could cut the machine off is put back unless it is confirmed in time.</summary>
public interface IConnectivityGuard
{
    /// <summary>Keeps what the steps would change, and starts a timer outside of this program that puts it back.</summary>
    /// <exception cref="StepException">That is not possible, so nothing may be changed.</exception>
    Task<IArmedGuard> ArmAsync(ResourceId resource, ImmutableArray<Step> steps, CancellationToken cancel);
}

/// <summary>A guard that waits for a confirmation.</summary>
public interface IArmedGuard
{
    /// <summary>Whether the machine can still be reached by a new connection.</summary>
    /// <returns>Null if so, else why not.</returns>
    Task<string?> VerifyAsync(CancellationToken cancel);

    /// <summary>The change is good: nothing is put back.</summary>
    Task ConfirmAsync();

    /// <summary>Puts back what was there, now.</summary>
    /// <exception cref="StepException">It could not be put back.</exception>
    Task RestoreAsync();
}
