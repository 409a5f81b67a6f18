using System.Collections.Immutable;
using Converge.Resources;

namespace Converge.Plans;

/// <summary>
/// Refreshes that are owed, on disk. One is written down before the change that asks for it is made, and struck out when it has
/// been done, so that no crash in between loses it.
/// </summary>
public interface IRefreshJournal
{
    /// <summary>What earlier runs left.</summary>
    IReadOnlyList<OwedRefresh> Read();

    /// <summary>Returns when it cannot be lost any more; takes the place of what was owed to the same target.</summary>
    /// <exception cref="StepException">It cannot be written, so the change must not be made.</exception>
    void Owe(OwedRefresh refresh);

    void Settle(ResourceId target);
}

/// <param name="Because">The resources whose change asks for it.</param>
public sealed record OwedRefresh(string Verb, ResourceId Target, ImmutableArray<ResourceId> Because)
{
    /// <summary>One refresh instead of two: the stronger verb, for all the reasons.</summary>
    public OwedRefresh With(string verb, ImmutableArray<ResourceId> because) =>
        this with { Verb = RefreshVerbs.Stronger(Verb, verb), Because = [.. Because.Union(because)] };
}
