using Converge.Language.Values;

namespace Converge.Resources;

/// <summary>What was found on the machine in the place of a resource. Types add what their steps need to know.</summary>
public record Finding
{
    private static readonly PropertyMap<Value> Nothing = new();

    /// <summary>There is nothing.</summary>
    public static Finding Absent { get; } = new();

    public bool Exists { get; init; }

    /// <summary>Properties as they are, in the canonical form of their types; those that cannot differ are left out.</summary>
    public PropertyMap<Value> Properties { get; init; } = Nothing;

    /// <summary>
    /// What must be there before this can be, as the resource that it would be: <c>unit[nginx]</c>. An earlier one of the
    /// same run may bring it.
    /// </summary>
    public ResourceId? Lacks { get; init; }

    /// <summary>What stands in the way, and would have to be removed by somebody who knows whether it may be.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Why what the steps will meet can only be guessed: lists of packages that are fetched first.</summary>
    public string? Guess { get; init; }

    /// <summary>Why it must not be made as desired, although it could be.</summary>
    public string? Refusal { get; init; }

    /// <summary>Why nothing is done about it here and now, although it is not as desired: somebody else does it, or it is not the time.</summary>
    public string? Waits { get; init; }

    /// <summary>Why it cannot be told what is there: a guard that does not run, a file that may not be read.</summary>
    public string? Unknown { get; init; }

    /// <summary>Whether more is looked at when it is applied than when it is planned: somebody elsewhere is asked then.</summary>
    public bool IsCursory { get; init; }

    public static Finding Of(params ReadOnlySpan<(string Name, Value Value)> properties)
    {
        var found = new PropertyMap<Value>.Builder(properties.Length);
        foreach (var (name, value) in properties)
            found.Set(name, value);
        return new() { Exists = true, Properties = found.ToMap() };
    }
}
