using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Language.Values;
using Converge.Resources;

namespace Converge.Plans;

/// <summary>Compares what is desired with what was found, property by property.</summary>
public static class Comparison
{
    /// <summary>The property that stands for the whole resource when it is made or removed.</summary>
    public const string Presence = "absent";

    public static ImmutableArray<Change> Of(CatalogResource desired, Finding found, ImmutableArray<string> compared)
    {
        ArgumentNullException.ThrowIfNull(desired);
        ArgumentNullException.ThrowIfNull(found);
        if (WantsAbsence(desired))
            return found.Exists ? [new(Presence, Value.False, Value.True)] : [];
        var changes = ImmutableArray<Change>.Empty;
        if (!found.Exists)
            changes = changes.Add(new(Presence, Value.True, Value.False));
        foreach (var (name, property) in desired.Properties)
        {
            if (!compared.Contains(name))
                continue;
            var before = found.Properties.GetValueOrDefault(name);
            if (!SameValue.Of(before, property.Value))
                changes = changes.Add(new(name, before, property.Value));
        }
        return changes;
    }

    public static bool WantsAbsence(CatalogResource desired)
    {
        ArgumentNullException.ThrowIfNull(desired);
        return desired[Presence] is { Kind: ValueKind.Bool } absent && absent.AsBool();
    }
}
