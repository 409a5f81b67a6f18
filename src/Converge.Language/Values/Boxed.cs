using System.Numerics;

namespace Converge.Language.Values;

/// <summary>What a <see cref="Value"/> may refer to, apart from a string. The kind is a field so that asking for it is one load.</summary>
public abstract class Boxed
{
    internal readonly ValueKind Kind;

    private protected Boxed(ValueKind kind) => Kind = kind;
}

/// <summary>Marks a value whose content is in the bits beside the reference.</summary>
internal sealed class InlineTag(ValueKind kind) : Boxed(kind)
{
    /// <summary>An optional argument that was not given, or what does not exist; reads as null.</summary>
    public static readonly InlineTag Missing = new(ValueKind.Null);
    public static readonly InlineTag Empty = new(ValueKind.Empty);
    public static readonly InlineTag Bool = new(ValueKind.Bool);
    public static readonly InlineTag Int = new(ValueKind.Int);
    public static readonly InlineTag Long = new(ValueKind.Long);
    public static readonly InlineTag Float = new(ValueKind.Float);
    public static readonly InlineTag Double = new(ValueKind.Double);
    public static readonly InlineTag Date = new(ValueKind.Date);
    public static readonly InlineTag TimeSpan = new(ValueKind.TimeSpan);
}

internal sealed class BoxedBigInteger(BigInteger number) : Boxed(ValueKind.BigInteger)
{
    public BigInteger Number { get; } = number;
}

internal sealed class BoxedDecimal(decimal number) : Boxed(ValueKind.Decimal)
{
    public decimal Number { get; } = number;
}
