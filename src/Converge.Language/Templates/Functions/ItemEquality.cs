using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>Same type and same value, <c>1</c> not being <c>1.0</c>; a text is the same whether it is secret or not.</summary>
internal sealed class ItemEquality : IEqualityComparer<Value>
{
    public static readonly ItemEquality Instance = new();

    public bool Equals(Value x, Value y) =>
        x.IsText && y.IsText ? string.Equals(x.RevealText(), y.RevealText(), StringComparison.Ordinal) : x.Equals(y);

    public int GetHashCode(Value value) => value.IsText ? value.RevealText().GetHashCode(StringComparison.Ordinal) : value.GetHashCode();
}
