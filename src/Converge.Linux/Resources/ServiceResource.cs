using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Linux.Machine.Systemd;
using Converge.Plans;
using Converge.Resources;
using Converge.Resources.Machines;
using Converge.Resources.Types;

namespace Converge.Linux.Resources;

/// <summary><c>service</c></summary>
public sealed class ServiceResource : IResourceType, IRefreshable, IWatchable
{
    public string Name => "service";

    public ImmutableArray<string> Compared { get; } = ["running", "enabled", "masked"];

    public ValueTask<Finding> ReadAsync(CatalogResource desired, ReadContext context, CancellationToken cancel) =>
        new(Read(desired, context.Machine));

    /// <summary>A service is not made or removed here: it is there when its package is.</summary>
    public ImmutableArray<Change> Compare(CatalogResource desired, Finding found) =>
        [.. Comparison.Of(desired, found, Compared).Where(static change => change.Property != Comparison.Presence)];

    public IEnumerable<Watch> Watches(CatalogResource desired) => ServiceWatches.Of(UnitNames.InFull(desired.Id.Title), desired["enabled"].IsNull && desired["masked"].IsNull);

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

    private static Finding Read(CatalogResource desired, IMachine machine)
    {
        var name = desired.Id.Title;
        if (machine.Units.WhyAbsent is { } why)
            return new() { Unknown = why };
        if (machine.Units.Find(UnitNames.InFull(name)) is not { } unit || unit.Load is "not-found")
            return Finding.Absent with { Lacks = new("unit", name) };
        var isEnabled = desired["enabled"].IsNull ? null : IsEnabled(unit, machine.Files);
        var found = Finding.Of(("running", Value.From(IsRunning(unit))), ("masked", Value.From(unit.FileState is "masked" or "masked-runtime")));
        if (isEnabled is { } enabled)
            return found with { Properties = found.Properties.With("enabled", Value.From(enabled)) };
        if (desired["enabled"] == Value.False)
            return found with { Obstacle = $"'{unit.Name}' cannot be disabled: {Explain(unit.FileState)}; 'masked: true' keeps it from starting at all" };
        return found with { Properties = found.Properties.With("enabled", desired["enabled"]) };
    }

    // What waits to be started once more after it failed does not run; what somebody has asked to start is on its way.
    private static bool IsRunning(UnitStatus unit) =>
        unit.Active is "active" or "reloading" || (unit.Active == "activating" && unit.Sub != "auto-restart") || unit.Job is "start" or "restart";

    /// <summary>Null for what can be neither enabled nor disabled, because it is started at boot if something else wants it.</summary>
    private static bool? IsEnabled(UnitStatus unit, IFiles files) => unit.FileState switch
    {
        // 'enabled-runtime' is so until the next boot.
        "enabled" or "alias" or "indirect" => true,
        "generated" when SysvScript.Of(unit.Name, files) is { } script => SysvScript.IsEnabled(script, files),
        "static" or "generated" or "transient" or "" => null,
        _ => false,
    };

    private static string Explain(string fileState) => fileState switch
    {
        "static" => "it has no [Install] section, and is started when another unit needs it",
        "generated" => "it is made anew at each boot from something else, such as a line of /etc/fstab",
        _ => "it has no file",
    };

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
