using System.Numerics;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>
/// The order of items in a list, the same on every machine: null first, numbers by value whatever their types, texts
/// without regard to case and then lower case before upper.
/// </summary>
internal sealed class ItemOrder : IComparer<Value>
{
    public static readonly ItemOrder Instance = new();

    /// <summary>Whether the order says which of two values comes first; ask before comparing.</summary>
    public static bool Covers(Value left, Value right) =>
        left.IsNull || right.IsNull || (Family(left.Kind) is { } family && family == Family(right.Kind));

    public int Compare(Value x, Value y)
    {
        if (x.IsNull || y.IsNull)
            return (x.IsNull ? 0 : 1) - (y.IsNull ? 0 : 1);
        return Family(x.Kind) switch
        {
            ValueKind.Bool => x.AsBool().CompareTo(y.AsBool()),
            ValueKind.Int => CompareNumbers(x, y),
            ValueKind.String => CompareTexts(x.RevealText(), y.RevealText()),
            ValueKind.Date => x.AsDate().CompareTo(y.AsDate()),
            ValueKind.TimeSpan => x.AsTimeSpan().CompareTo(y.AsTimeSpan()),
            _ => 0,
        };
    }

    // One kind stands for all that can be compared with it.
    private static ValueKind? Family(ValueKind kind) => kind switch
    {
        >= ValueKind.Int and <= ValueKind.Decimal => ValueKind.Int,
        ValueKind.String or ValueKind.Secret => ValueKind.String,
        ValueKind.Bool or ValueKind.Date or ValueKind.TimeSpan => kind,
        _ => null,
    };

    private static int CompareTexts(string left, string right)
    {
        var order = StringComparer.OrdinalIgnoreCase.Compare(left, right);
        if (order != 0)
            return order;
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            if (left[i] == right[i])
                continue;
            var upper = char.IsUpper(left[i]).CompareTo(char.IsUpper(right[i]));
            return upper != 0 ? upper : left[i].CompareTo(right[i]);
        }
        return left.Length.CompareTo(right.Length);
    }

    private static int CompareNumbers(Value left, Value right)
    {
        if (left.Kind == ValueKind.Int && right.Kind == ValueKind.Int)
            return left.AsInt().CompareTo(right.AsInt());
        if (left.IsInteger && right.IsInteger)
            return left.AsBigInteger().CompareTo(right.AsBigInteger());
        if (left.Kind == ValueKind.Decimal && right.Kind == ValueKind.Decimal)
            return left.AsDecimal().CompareTo(right.AsDecimal());
        if (AsExactDouble(left) is { } x && AsExactDouble(right) is { } y)
            return x.CompareTo(y);
        // Rounding one to the type of the other would make the order depend on the pair.
        var (numerator, denominator) = AsFraction(left);
        var (otherNumerator, otherDenominator) = AsFraction(right);
        return (numerator * otherDenominator).CompareTo(otherNumerator * denominator);
    }

    private static double? AsExactDouble(Value number) => number.Kind switch
    {
        ValueKind.Int => number.AsInt(),
        ValueKind.Float => number.AsFloat(),
        ValueKind.Double => number.AsDouble(),
        _ => null,
    };

    private static (BigInteger Numerator, BigInteger Denominator) AsFraction(Value number)
    {
        if (number.IsInteger)
            return (number.AsBigInteger(), BigInteger.One);
        if (number.Kind == ValueKind.Decimal)
            return AsFraction(number.AsDecimal());
        return AsFraction(AsExactDouble(number)!.Value);
    }

    private static (BigInteger Numerator, BigInteger Denominator) AsFraction(decimal number)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(number, parts);
        var unscaled = ((BigInteger)(uint)parts[2] << 64) + ((BigInteger)(uint)parts[1] << 32) + (uint)parts[0];
        return (number < 0 ? -unscaled : unscaled, BigInteger.Pow(10, number.Scale));
    }

    private static (BigInteger Numerator, BigInteger Denominator) AsFraction(double number)
    {
        const int FractionBits = 52;
        const int ExponentBias = 1075;
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> FractionBits) & 0x7FF);
        var mantissa = bits & ((1L << FractionBits) - 1);
        if (exponent == 0)
            exponent = 1;
        else
            mantissa |= 1L << FractionBits;
        var shift = exponent - ExponentBias;
        BigInteger signed = number < 0 ? -mantissa : mantissa;
        return shift >= 0 ? (signed << shift, BigInteger.One) : (signed, BigInteger.One << -shift);
    }
}
