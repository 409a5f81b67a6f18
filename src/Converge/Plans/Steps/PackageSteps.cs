using System.Collections.Immutable;

namespace Converge.Plans;

/// <summary>What apt is to do, in one transaction; neighbours are merged.</summary>
public sealed record ChangePackages(ImmutableArray<PackageWish> Packages) : Step
{
    public override bool IsMergeable => true;

    /// <summary>Whether a run of dpkg that broke off is brought to its end before.</summary>
    public bool Repairs { get; init; }

    /// <summary>Whether apt fetches what its sources offer before, unless that was done in the same run already.</summary>
    public bool UpdatesLists { get; init; }

    public override Step? Merge(Step next) => next is ChangePackages other
        ? new ChangePackages(Packages.AddRange(other.Packages)) { Repairs = Repairs || other.Repairs, UpdatesLists = UpdatesLists || other.UpdatesLists }
        : null;

    public override string ToString() => $"{(Repairs ? "repair dpkg, " : "")}{(UpdatesLists ? "update the package lists, " : "")}{string.Join(", ", Packages)}";
}

public enum PackageVerb
{
    Install,
    Remove,
    Purge,
    Hold,
    Unhold,
}

/// <param name="Version">Exactly this one; null for apt's candidate.</param>
/// <param name="Release">The release to take it from.</param>
/// <param name="Recommends">Whether what it recommends comes with it; null as apt is configured.</param>
public sealed record PackageWish(PackageVerb Verb, string Name, string? Version = null, string? Release = null, bool? Recommends = null)
{
    public bool IsRemoval => Verb is PackageVerb.Remove or PackageVerb.Purge;

    /// <summary>Whether an older version than the installed one is meant.</summary>
    public bool Downgrades { get; init; }

    /// <summary>
    /// The version as the property says it, where only lists that are fetched before can tell which one that is; else null.
    /// </summary>
    public string? Range { get; init; }

    public override string ToString() => $"{Verb.ToString().ToLowerInvariant()} {Name}{(Version is not null ? $"={Version}" : Range is not null ? $" ({Range})" : "")}";
}

/// <summary>Has apt fetch what its sources offer.</summary>
/// <param name="Source">The only file of sources to ask, which takes a moment; null for all.</param>
public sealed record UpdatePackageLists(string? Source) : Step
{
    public override bool IsMergeable => true;

    public override Step? Merge(Step next) => next is UpdatePackageLists other && (other == this || Source is null) ? this : null;

    public override string ToString() => Source is null ? "update the package lists" : $"update the package lists of {Source}";
}
