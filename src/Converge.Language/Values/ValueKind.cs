namespace Converge.Language.Values;

public enum ValueKind
{
    Null,

    /// <summary>The value of <c>empty</c> and <c>blank</c>: false, prints nothing, equals every empty array or object.</summary>
    Empty,
    Bool,
    Int,
    Long,
    BigInteger,
    Float,
    Double,
    Decimal,
    String,

    /// <summary>A string that must never be shown; see <see cref="SecretText"/>.</summary>
    Secret,
    Date,
    TimeSpan,
    Array,
    Range,
    Object,
    Function,
}
