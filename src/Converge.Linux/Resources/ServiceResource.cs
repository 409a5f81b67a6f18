using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;
using Converge.Resources.Types;

namespace Converge.Linux.Resources;

/// <summary><c>service</c></summary>
public sealed class ServiceResource : IResourceType, IRefreshable
{
    public string Name => "service";

    public ImmutableArray<string> Compared { get; } = ["running", "enabled", "masked"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) =>
        new(Read(desired.Id.Title, context.Machine.Units));

    /// <summary>A service is not made or removed here: it is there when its package is.</summary>
    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found) =>
        [.. Comparison.Of(desired, found, Compared).Where(static change => change.Property != Comparison.Presence)];

    public IEnumerable<Step> Steps(CatalogResource desired, Finding found, ImmutableArray<Change> changes)
    {
        var unit = UnitNames.InFull(desired.Id.Title);
        // A masked unit can neither be enabled nor started, and what is to be masked is stopped first.
        if (Wanted(changes, "masked") == false)
            yield return new ChangeUnit(UnitVerb.Unmask, unit);
        if (Wanted(changes, "enabled") is { } enabled)
            yield return new ChangeUnit(enabled ? UnitVerb.Enable : UnitVerb.Disable, unit);
        if (Wanted(changes, "running") is { } running)
            yield return new ChangeUnit(running ? UnitVerb.Start : UnitVerb.Stop, unit);
        if (Wanted(changes, "masked") == true)
            yield return new ChangeUnit(UnitVerb.Mask, unit);
    }

    public IEnumerable<Step> Refresh(CatalogResource desired, string verb) =>
    [
        new ChangeUnit(verb switch
        {
            "reload" => UnitVerb.Reload,
            "restart" => UnitVerb.Restart,
            _ => UnitVerb.TryRestart,
        }, UnitNames.InFull(desired.Id.Title)),
    ];

    private static Finding Read(string name, IUnits units)
    {
        if (units.WhyAbsent is { } why)
            return new() { Unknown = why };
        if (units.Find(UnitNames.InFull(name)) is not { } unit || unit.Load is "not-found")
            return Finding.Absent with { Lacks = new("unit", name) };
        return Finding.Of(
            ("running", Value.From(unit.Active is "active" or "activating" or "reloading")),
            ("enabled", Value.From(IsEnabled(unit.FileState))),
            ("masked", Value.From(unit.FileState is "masked" or "masked-runtime")));
    }

    /// <summary>What has no install section, or was made by a generator, starts at boot if something else wants it: it cannot be enabled, and needs not be.</summary>
    private static bool IsEnabled(string state) => state is "enabled" or "enabled-runtime" or "static" or "generated" or "alias" or "indirect";

    private static bool? Wanted(ImmutableArray<Change> changes, string property)
    {
        foreach (var change in changes)
        {
            if (change.Property == property)
                return change.After.AsBool();
        }
        return null;
    }
}
