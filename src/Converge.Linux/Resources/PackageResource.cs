using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Text;
using Converge.Language.Values;
using Converge.Linux.Machine.Apt;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;

namespace Converge.Linux.Resources;

/// <summary><c>package</c></summary>
public sealed class PackageResource : IResourceType
{
    private const string Version = "version";
    private const string Latest = "latest";

    public string Name => "package";

    public ImmutableArray<string> Compared { get; } = ["hold"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) => new(Read(desired, context.Machine.Packages));

    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found)
    {
        if (Comparison.WantsAbsence(desired))
            return IsGone(desired, found) ? [] : [new(Comparison.Presence, Value.False, Value.True)];
        var changes = Comparison.Of(desired, found, Compared).Where(static change => change.Property != Comparison.Presence).ToImmutableArray();
        var package = (PackageFinding)found;
        var target = package.Target;
        if (found.Exists && target == package.Installed)
            return changes;
        return changes.Insert(0, new(Version, Value.From(package.Installed), Value.From(target ?? (desired[Version].IsNull ? "any" : desired[Version].ToString()))));
    }

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
                Version => new(PackageVerb.Install, name, desired[Version].IsNull ? null : package.Target, desired["from"] is { Kind: ValueKind.String } release ? release.AsString() : null, Flag(desired["recommends"]))
                {
                    Downgrades = package is { Installed: { } old, Target: { } target } && DebianVersion.Compare(target, old) < 0,
                },
                _ => new(change.After == Value.True ? PackageVerb.Hold : PackageVerb.Unhold, name),
            });
        }
        yield return new ChangePackages(wishes.ToImmutable());
    }

    private static Finding Read(CatalogResource desired, IPackages packages)
    {
        var name = desired.Id.Title;
        var status = packages.Find(name);
        var installed = status is { IsInstalled: true } ? status.Version : null;
        var found = new PackageFinding { Exists = installed is not null, Installed = installed, HasConfiguration = status is not null };
        if (installed is not null)
            found = found with { Properties = found.Properties.SetItem("hold", Value.From(status!.IsHeld)) };
        if (Comparison.WantsAbsence(desired))
            return found;
        found = found with { Target = Target(desired[Version], installed, name, packages) };
        if (found.Target == installed && installed is not null)
            return found;
        if (packages.Interrupted is { } broken)
            return found with { Obstacle = $"dpkg was interrupted ({broken})" };
        return found.Target is null ? found with { Lacks = new("version", Lacking(desired[Version], name, packages)) } : found;
    }

    /// <summary>The version that is to be there in the end; null if apt knows none that would do.</summary>
    private static string? Target(Value wanted, string? installed, string name, IPackages packages)
    {
        if (wanted.IsNull)
            return installed ?? Candidate(name, packages);
        if (wanted.AsString() == Latest)
            return Candidate(name, packages) ?? installed;
        var range = VersionRange.Of(wanted.AsString());
        if (installed is not null && range.Contains(installed))
            return installed;
        return range.Newest(packages.Available(name));
    }

    private static string? Candidate(string name, IPackages packages) => packages.Available(name) is [var candidate, ..] ? candidate : null;

    private static string Lacking(Value wanted, string name, IPackages packages)
    {
        var available = packages.Available(name);
        if (available.Count > 0)
            return $"{wanted} of the package '{name}' (apt knows {string.Join(", ", available)})";
        var near = Suggestions.For(name, packages.Names.Where(other => Math.Abs(other.Length - name.Length) <= 1));
        return $"of the package '{name}', which apt does not know{(near.Count > 0 ? $" (did you mean '{near[0]}'?)" : "")}";
    }

    private static bool IsGone(CatalogResource desired, Finding found) =>
        desired["purge"] == Value.True ? !((PackageFinding)found).HasConfiguration : !found.Exists;

    private static bool? Flag(Value value) => value.Kind == ValueKind.Bool ? value.AsBool() : null;

    private sealed record PackageFinding : Finding
    {
        public string? Installed { get; init; }

        public string? Target { get; init; }

        /// <summary>Whether dpkg knows anything of it, if only its configuration.</summary>
        public bool HasConfiguration { get; init; }
    }
}
