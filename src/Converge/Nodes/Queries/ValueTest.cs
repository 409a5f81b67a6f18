using Converge.Language.Values;

namespace Converge.Nodes.Queries;

/// <summary>
/// What a condition asks of a value: <see cref="Exists"/>, <see cref="EqualTo"/>, <see cref="Like"/>,
/// <see cref="Compared"/> or <see cref="Within"/>.
/// </summary>
public abstract record ValueTest
{
    private protected ValueTest()
    {
    }

    /// <param name="value">A scalar or an object of a document, neither null nor a list.</param>
    internal abstract bool Accepts(Value value, DateTime now);
}

/// <summary><c>field:*</c>: there is a value.</summary>
public sealed record Exists : ValueTest
{
    internal override bool Accepts(Value value, DateTime now) => true;
}

/// <summary><c>field:value</c></summary>
public sealed record EqualTo(Literal Literal) : ValueTest
{
    internal override bool Accepts(Value value, DateTime now) => ValueOrder.AreEqual(value, Literal, now);
}

/// <summary><c>field:a*b?</c></summary>
/// <param name="Pattern">With <c>*</c> and <c>?</c>; these two and the backslash stand for themselves after a backslash.</param>
public sealed record Like(string Pattern) : ValueTest
{
    private Wildcards? _wildcards;

    internal Wildcards Wildcards => _wildcards ??= new(Pattern);

    internal override bool Accepts(Value value, DateTime now) => value.Kind == ValueKind.String
        ? Wildcards.Match(value.AsString())
        : value.IsNumber && Wildcards.Match(value.ToString());

    // What was made of the pattern does not count.
    public bool Equals(Like? other) => base.Equals(other) && Pattern == other!.Pattern;

    public override int GetHashCode() => Pattern.GetHashCode(StringComparison.Ordinal);
}

public enum Comparison
{
    Less,
    AtMost,
    More,
    AtLeast,
}

/// <summary><c>field:>=value</c> and the like.</summary>
public sealed record Compared(Comparison Comparison, Literal Literal) : ValueTest
{
    internal override bool Accepts(Value value, DateTime now) => ValueOrder.Compare(value, Literal, now) is { } order && Comparison switch
    {
        Comparison.Less => order < 0,
        Comparison.AtMost => order <= 0,
        Comparison.More => order > 0,
        _ => order >= 0,
    };
}

/// <summary><c>field:[from TO to]</c>; an end that is null is open, but not both of them are.</summary>
public sealed record Within(Bound? From, Bound? To) : ValueTest
{
    internal override bool Accepts(Value value, DateTime now) =>
        (From is null || (ValueOrder.Compare(value, From.Literal, now) is { } low && (From.IsInclusive ? low >= 0 : low > 0)))
        && (To is null || (ValueOrder.Compare(value, To.Literal, now) is { } high && (To.IsInclusive ? high <= 0 : high < 0)));
}

/// <summary>An end of a range.</summary>
public sealed record Bound(Literal Literal, bool IsInclusive);
