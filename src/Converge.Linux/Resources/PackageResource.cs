using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Machine.Apt;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>package</c></summary>
public sealed class PackageResource : IResourceType, IWatchable
{
    private const string Version = "version";
    private const string Latest = "latest";

    // Older lists may name versions that their source does not have any more.
    private static readonly TimeSpan MostOfLists = TimeSpan.FromDays(1);

    // What younger lists do not know their source does not have, either.
    private static readonly TimeSpan FreshLists = TimeSpan.FromMinutes(10);

    public string Name => "package";

    public ImmutableArray<string> Compared { get; } = ["hold"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) => new(Read(desired, context.Machine.Packages));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        var package = (PackageFinding)found;
        if (Comparison.WantsAbsence(desired))
            return package.IsGone(desired) ? [] : [new(Comparison.Presence, Value.False, Value.True)];
        var changes = Comparison.Of(desired, found, Compared).Where(static change => change.Property != Comparison.Presence).ToImmutableArray();
        if (package.IsRight)
            return changes;
        var target = package.UpdatesLists && !desired[Version].IsNull ? desired[Version].ToString() : package.Target ?? (desired[Version].IsNull ? "any" : desired[Version].ToString());
        return changes.Insert(0, new(Version, Value.From(package.Installed), Value.From(target)));
    }

    public IEnumerable<Watch> Watches(CatalogResource desired) => [new PackagesWatch()];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var name = desired.Id.Title;
        var package = (PackageFinding)found;
        var wishes = ImmutableArray.CreateBuilder<PackageWish>();
        foreach (var change in changes)
        {
            wishes.Add(change.Property switch
            {
                Comparison.Presence => new(desired["purge"] == Value.True ? PackageVerb.Purge : PackageVerb.Remove, name),
                Version => Install(desired, package),
                _ => new(change.After == Value.True ? PackageVerb.Hold : PackageVerb.Unhold, name),
            });
        }
        yield return new ChangePackages(wishes.ToImmutable()) { Repairs = package.Repairs, UpdatesLists = package.UpdatesLists };
    }

    private static PackageWish Install(CatalogResource desired, PackageFinding package)
    {
        var wanted = Text(desired[Version]);
        var wish = new PackageWish(PackageVerb.Install, desired.Id.Title, Release: Text(desired["from"]), Recommends: Flag(desired["recommends"]));
        if (wanted is null)
            return wish;
        if (package.UpdatesLists)
            return wish with { Range = wanted };
        return wish with { Version = package.Target, Downgrades = package is { Installed: { } old, Target: { } target } && DebianVersion.Compare(target, old) < 0 };
    }

    private static PackageFinding Read(CatalogResource desired, IPackages packages)
    {
        var status = packages.Find(desired.Id.Title);
        var installed = status is { IsInstalled: true } ? status.Version : null;
        var found = new PackageFinding { Exists = installed is not null, Installed = installed, HasConfiguration = status is not null };
        if (installed is not null)
            found = found with { Properties = found.Properties.With("hold", Value.From(status!.IsHeld)) };
        if (Comparison.WantsAbsence(desired))
            return found.IsGone(desired) ? found : Interrupted(desired, found, packages);
        var (wanted, release) = (Text(desired[Version]), Text(desired["from"]));
        found = found with { Target = Target(wanted, release, installed, desired.Id.Title, packages) };
        if (found.Target == installed && installed is not null && !(wanted == Latest && packages.ListsAge > MostOfLists))
            return found with { IsRight = true };
        found = WithLists(found, desired.Id.Title, wanted, release, packages);
        return Interrupted(desired, found, packages);
    }

    private static PackageFinding Interrupted(CatalogResource desired, PackageFinding found, IPackages packages)
    {
        if (packages.Interrupted is not { } broken)
            return found;
        return desired["repair"] == Value.True ? found with { Repairs = true } : found with { Refusal = $"{broken}, and 'repair: true' has that done" };
    }

    /// <summary>What apt's lists say, or will say when they are fetched: they are, if they are too old or do not know what is wanted.</summary>
    private static PackageFinding WithLists(PackageFinding found, string name, string? wanted, string? release, IPackages packages)
    {
        var age = packages.ListsAge;
        if (age is null)
            return found with { UpdatesLists = true, Guess = "apt has no lists of packages yet: they are fetched first" };
        if (found.Target is null)
        {
            var unknown = UnknownPackage.Describe(name, wanted, release, packages);
            return age > FreshLists
                ? found with { UpdatesLists = true, Guess = $"there is no version {unknown}; apt's lists, {Words(age.Value)} old, are updated first" }
                : found with { Lacks = new("version", unknown) };
        }
        return age > MostOfLists ? found with { UpdatesLists = true, Guess = $"apt's lists are {Words(age.Value)} old: they are updated first" } : found;
    }

    /// <summary>The version that is to be there in the end; null if apt knows none that would do.</summary>
    private static string? Target(string? wanted, string? release, string? installed, string name, IPackages packages)
    {
        if (wanted is null)
            return installed ?? Candidate(name, release, packages);
        if (wanted == Latest)
            return Candidate(name, release, packages) ?? installed;
        var range = VersionRange.Of(wanted);
        if (installed is not null && range.Contains(installed))
            return installed;
        return range.Newest(packages.Available(name, release));
    }

    private static string? Candidate(string name, string? release, IPackages packages) => packages.Available(name, release) is [var candidate, ..] ? candidate : null;

    private static string Words(TimeSpan age) => age switch
    {
        { TotalDays: >= 2 } => $"{(int)age.TotalDays} days",
        { TotalHours: >= 2 } => $"{(int)age.TotalHours} hours",
        _ => $"{(int)age.TotalMinutes} minutes",
    };

    private static string? Text(Value value) => value.Kind == ValueKind.String ? value.AsString() : null;

    private static bool? Flag(Value value) => value.Kind == ValueKind.Bool ? value.AsBool() : null;

    private sealed record PackageFinding : Finding
    {
        public string? Installed { get; init; }

        public string? Target { get; init; }

        /// <summary>Whether what is installed is what is wanted.</summary>
        public bool IsRight { get; init; }

        /// <summary>Whether dpkg knows anything of it, if only its configuration.</summary>
        public bool HasConfiguration { get; init; }

        public bool UpdatesLists { get; init; }

        public bool Repairs { get; init; }

        public bool IsGone(CatalogResource desired) => desired["purge"] == Value.True ? !HasConfiguration : !Exists;
    }
}
