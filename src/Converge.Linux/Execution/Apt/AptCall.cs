using System.Collections.Immutable;
using Converge.Plans;

namespace Converge.Linux.Execution.Apt;

/// <summary>Wishes that one call of apt-get can fulfil together.</summary>
/// <param name="Recommends">As apt is configured, if null.</param>
/// <param name="Release">The release that is preferred for all that the call installs.</param>
internal sealed record AptCall(bool? Recommends, string? Release, ImmutableArray<PackageWish> Wishes)
{
    /// <summary>As few calls as possible: what all of a call have in common is said once, and may differ between two.</summary>
    public static ImmutableArray<AptCall> Of(IEnumerable<PackageWish> wishes)
    {
        var all = wishes.ToList();
        var calls = all.Where(static wish => wish.Verb == PackageVerb.Install)
            .GroupBy(static wish => (wish.Recommends, Release: wish.Version is null ? null : wish.Release))
            .Select(static group => new AptCall(group.Key.Recommends, group.Key.Release, [.. group]))
            .ToList();
        var removals = all.Where(static wish => wish.IsRemoval).ToImmutableArray();
        if (removals.IsEmpty)
            return [.. calls];
        // What goes goes with what comes first: a conflict between them must be solved in one transaction.
        if (calls is [var first, ..])
            calls[0] = first with { Wishes = first.Wishes.AddRange(removals) };
        else
            calls.Add(new(Recommends: null, Release: null, removals));
        return [.. calls];
    }

    public IEnumerable<PackageWish> Installs => Wishes.Where(static wish => wish.Verb == PackageVerb.Install);

    public IEnumerable<PackageWish> Removals => Wishes.Where(static wish => wish.IsRemoval);

    /// <summary>Whether all that it removes goes with its configuration; apt can only purge all or nothing.</summary>
    public bool Purges => Removals.Any() && Removals.All(static wish => wish.Verb == PackageVerb.Purge);

    public bool Downgrades => Wishes.Any(static wish => wish.Downgrades);

    /// <summary>What it may do that apt refuses otherwise, all of it; what else that would let through must be looked for before.</summary>
    public bool NeedsLook(bool changesHeld) => Removals.Any() || Downgrades || changesHeld;

    /// <param name="changesHeld">Whether a package that it is to change is held.</param>
    public ImmutableArray<string> Arguments(bool changesHeld) =>
    [
        "install",
        .. Option(Recommends == true, "--install-recommends"),
        .. Option(Recommends == false, "--no-install-recommends"),
        .. Release is null ? [] : new[] { "--target-release", Release },
        .. Option(!Removals.Any(), "--no-remove"),
        .. Option(Purges, "--purge"),
        .. Option(Downgrades, "--allow-downgrades"),
        .. Option(changesHeld, "--allow-change-held-packages"),
        "--",
        .. Wishes.Select(static wish => wish.IsRemoval ? $"{wish.Name}-" : $"{wish.Name}{Which(wish)}"),
    ];

    private static string[] Option(bool isWanted, string option) => isWanted ? [option] : [];

    private static string Which(PackageWish wish) => wish.Version is { } version ? $"={version}" : wish.Release is { } release ? $"/{release}" : "";
}
