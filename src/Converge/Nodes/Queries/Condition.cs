using System.Collections.Immutable;
using Converge.Language.Text;

namespace Converge.Nodes.Queries;

/// <summary>
/// A part of a query. There are four kinds: <see cref="AllOf"/>, <see cref="AnyOf"/>, <see cref="Not"/> and
/// <see cref="FieldCondition"/>. Where it was written does not count when two are compared.
/// </summary>
public abstract record Condition
{
    private protected Condition()
    {
    }

    /// <summary>Where it was written.</summary>
    public SourceSpan At => Place.Span;

    internal QueryPlace Place { get; init; }

    internal abstract bool Matches(NodeDocument node, DateTime now);

    public virtual bool Equals(Condition? other) => other is not null && EqualityContract == other.EqualityContract;

    public override int GetHashCode() => EqualityContract.GetHashCode();

    public sealed override string ToString() => QueryText.Print(this);
}

/// <summary>Two or more conditions that all hold; none of them is an <see cref="AllOf"/> itself.</summary>
public sealed record AllOf(ImmutableArray<Condition> Parts) : Condition
{
    internal override bool Matches(NodeDocument node, DateTime now)
    {
        foreach (var part in Parts)
        {
            if (!part.Matches(node, now))
                return false;
        }
        return true;
    }

    public bool Equals(AllOf? other) => base.Equals(other) && Parts.SequenceEqual(other!.Parts);

    public override int GetHashCode() => QueryPlace.HashOf(Parts);
}

/// <summary>Two or more conditions of which one holds at least; none of them is an <see cref="AnyOf"/> itself.</summary>
public sealed record AnyOf(ImmutableArray<Condition> Parts) : Condition
{
    internal override bool Matches(NodeDocument node, DateTime now)
    {
        foreach (var part in Parts)
        {
            if (part.Matches(node, now))
                return true;
        }
        return false;
    }

    public bool Equals(AnyOf? other) => base.Equals(other) && Parts.SequenceEqual(other!.Parts);

    public override int GetHashCode() => ~QueryPlace.HashOf(Parts);
}

public sealed record Not(Condition Inner) : Condition
{
    internal override bool Matches(NodeDocument node, DateTime now) => !Inner.Matches(node, now);
}

/// <summary>A value of the field passes the test; of a list any item.</summary>
public sealed record FieldCondition(Field Field, ValueTest Test) : Condition
{
    internal override bool Matches(NodeDocument node, DateTime now) => Field.Any(node, value => Test.Accepts(value, now));
}

/// <summary>Where a part of a query was written. Line and column are found when they are asked for.</summary>
internal readonly record struct QueryPlace(SourceText? Source, int Start, int Length)
{
    public SourceSpan Span => Source?.Span(Start, Length) ?? new SourceSpan("query", 1, 1);

    public static int HashOf(ImmutableArray<Condition> parts)
    {
        var hash = default(HashCode);
        foreach (var part in parts)
            hash.Add(part);
        return hash.ToHashCode();
    }
}
