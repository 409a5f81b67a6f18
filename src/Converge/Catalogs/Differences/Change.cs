using System.Collections.Immutable;

namespace Converge.Catalogs.Differences;

/// <summary>One thing that is different between two catalogs. It says nothing of the node itself, so that nodes can share it, and holds no secret.</summary>
/// <param name="Recipe">Whose it is, as in the run list; empty for what concerns the node as a whole.</param>
/// <param name="Name">The id of a resource or a check, else the name of the recipe.</param>
public sealed record Change(ChangeKind Kind, ChangeSubject Subject, string Recipe, string Name)
{
    public ImmutableArray<Detail> Details { get; init; } = [];

    public bool Equals(Change? other) => other is not null
        && Kind == other.Kind && Subject == other.Subject && Recipe == other.Recipe && Name == other.Name && Details.SequenceEqual(other.Details);

    public override int GetHashCode()
    {
        var hash = HashCode.Combine(Kind, Subject, Recipe, Name);
        foreach (var detail in Details)
            hash = HashCode.Combine(hash, detail);
        return hash;
    }
}

public enum ChangeKind
{
    Added,
    Removed,
    Changed,
}

public enum ChangeSubject
{
    Node,
    Recipe,
    Resource,
    Check,
}
