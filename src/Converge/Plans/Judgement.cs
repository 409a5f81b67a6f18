using System.Collections.Immutable;
using Converge.Catalogs;
using Converge.Resources;

namespace Converge.Plans;

/// <summary>What a finding comes to: the same for a plan, and when it is applied.</summary>
internal readonly record struct Judgement()
{
    public ImmutableArray<Change> Changes { get; init; } = [];

    /// <summary>None if something stands against it.</summary>
    public ImmutableArray<Step> Steps { get; init; } = [];

    public string? Unknown { get; init; }

    /// <summary>Why it must not or cannot be made as desired.</summary>
    public string? Obstacle { get; init; }

    /// <inheritdoc cref="Finding.Waits"/>
    public string? Waits { get; init; }

    /// <summary>What must be there first.</summary>
    public ResourceId? Lacks { get; init; }

    public static Judgement Of(CatalogResource resource, Finding found, IReadOnlyDictionary<string, IResourceType> types)
    {
        if (found.Unknown is { } unknown)
            return new() { Unknown = unknown };
        if (found.Obstacle is { } obstacle)
            return new() { Obstacle = Comparison.WantsAbsence(resource) ? null : obstacle };
        var type = types[resource.Id.Type];
        var changes = type.Compare(resource, found);
        if (changes.IsEmpty)
            return new();
        if (found.Waits is { } waits)
            return new() { Waits = waits };
        if (found.Refusal is { } refusal)
            return new() { Changes = changes, Obstacle = refusal };
        return found.Lacks is { } lacks
            ? new() { Changes = changes, Lacks = lacks }
            : new() { Changes = changes, Steps = [.. type.Steps(resource, found, changes)] };
    }
}
