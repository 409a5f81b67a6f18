using System.Numerics;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>Arithmetic on numbers of any kinds: the wider kind wins, integers never overflow.</summary>
internal static class Numbers
{
    public static Value Negate(Value number) => number.Kind switch
    {
        ValueKind.Int => Value.From(-(long)number.AsInt()),
        ValueKind.Long or ValueKind.BigInteger => Value.From(-number.AsBigInteger()),
        ValueKind.Float => Value.From(-number.AsFloat()),
        ValueKind.Double => Value.From(-number.AsDouble()),
        _ => Value.From(-number.AsDecimal()),
    };

    /// <returns>The result, or what is wrong. A problem is never about text, so it may be shown.</returns>
    public static (Value Result, string? Problem) Calculate(BinaryOperator operation, Value left, Value right, int mostBits)
    {
        var widest = (ValueKind)Math.Max((int)left.Kind, (int)right.Kind);
        try
        {
            return widest switch
            {
                ValueKind.Int or ValueKind.Long => Integers(operation, left.AsLong(), right.AsLong(), mostBits),
                ValueKind.BigInteger => Integers(operation, left.AsBigInteger(), right.AsBigInteger(), mostBits),
                ValueKind.Float => Finite(Floats(operation, ToFloat(left), ToFloat(right))),
                ValueKind.Double => Finite(Doubles(operation, ToDouble(left), ToDouble(right))),
                _ => Decimals(operation, ToDecimal(left), ToDecimal(right)),
            };
        }
        catch (Exception e) when (e is OverflowException or DivideByZeroException)
        {
            return (default, "the result is too large");
        }
    }

    /// <summary>Negative, zero or positive; null if one of them is not a number (NaN).</summary>
    public static int? Compare(Value left, Value right)
    {
        var widest = (ValueKind)Math.Max((int)left.Kind, (int)right.Kind);
        if (widest <= ValueKind.Long)
            return left.AsLong().CompareTo(right.AsLong());
        if (widest == ValueKind.BigInteger)
            return left.AsBigInteger().CompareTo(right.AsBigInteger());
        if (widest == ValueKind.Decimal && TryToDecimal(left, out var a) && TryToDecimal(right, out var b))
            return a.CompareTo(b);
        var (x, y) = (ToDouble(left), ToDouble(right));
        return double.IsNaN(x) || double.IsNaN(y) ? null : x.CompareTo(y);
    }

    private static (Value Result, string? Problem) Integers(BinaryOperator operation, long left, long right, int mostBits)
    {
        switch (operation)
        {
            case BinaryOperator.Add when !Overflows(left, right, left + right):
                return (Value.From(left + right), null);
            case BinaryOperator.Subtract when !Overflows(left, ~right, left - right):
                return (Value.From(left - right), null);
            case BinaryOperator.Multiply when Math.BigMul(left, right, out var low) == low >> 63:
                return (Value.From(low), null);
            default:
                return Integers(operation, (BigInteger)left, right, mostBits);
        }
    }

    private static bool Overflows(long left, long right, long result) => ((left ^ result) & (right ^ result)) < 0;

    private static (Value Result, string? Problem) Integers(BinaryOperator operation, BigInteger left, BigInteger right, int mostBits)
    {
        const int LargestShift = 1 << 20;
        switch (operation)
        {
            case BinaryOperator.Divide:
                return Finite(Value.From((double)left / (double)right));
            case BinaryOperator.DivideInteger or BinaryOperator.Modulo when right.IsZero:
                return (default, "division by zero");
            case BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight when BigInteger.Abs(right) > LargestShift:
                return (default, $"cannot shift by more than {LargestShift} bits");
            case BinaryOperator.Multiply when left.GetBitLength() + right.GetBitLength() > mostBits + 1L:
                return (default, $"the result has more than {mostBits} bits");
            case BinaryOperator.ShiftLeft when !left.IsZero && left.GetBitLength() + (long)right > mostBits:
            case BinaryOperator.ShiftRight when !left.IsZero && left.GetBitLength() - (long)right > mostBits:
                return (default, $"the result has more than {mostBits} bits");
        }
        var result = operation switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.DivideInteger => BigInteger.Divide(left, right),
            BinaryOperator.Modulo => BigInteger.Remainder(left, right),
            BinaryOperator.ShiftLeft => left << (int)right,
            _ => left >> (int)right,
        };
        return result.GetBitLength() > mostBits ? (default, $"the result has more than {mostBits} bits") : (Value.From(result), null);
    }

    private static Value Floats(BinaryOperator operation, float left, float right) => Value.From(operation switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.DivideInteger => MathF.Truncate(left / right),
        BinaryOperator.Modulo => left % right,
        BinaryOperator.ShiftLeft => left * MathF.Pow(2, right),
        _ => left / MathF.Pow(2, right),
    });

    private static Value Doubles(BinaryOperator operation, double left, double right) => Value.From(operation switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.DivideInteger => Math.Round(left / right, MidpointRounding.ToEven),
        BinaryOperator.Modulo => left % right,
        BinaryOperator.ShiftLeft => left * Math.Pow(2, right),
        _ => left / Math.Pow(2, right),
    });

    private static (Value Result, string? Problem) Decimals(BinaryOperator operation, decimal left, decimal right)
    {
        if (right == 0 && operation is BinaryOperator.Divide or BinaryOperator.DivideInteger or BinaryOperator.Modulo)
            return (default, "division by zero");
        return (Value.From(operation switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide => left / right,
            BinaryOperator.DivideInteger => Math.Round(left / right, MidpointRounding.ToEven),
            BinaryOperator.Modulo => left % right,
            BinaryOperator.ShiftLeft => left * (decimal)Math.Pow(2, (double)right),
            _ => left / (decimal)Math.Pow(2, (double)right),
        }), null);
    }

    private static (Value Result, string? Problem) Finite(Value result)
    {
        var isFinite = result.Kind == ValueKind.Float ? float.IsFinite(result.AsFloat()) : double.IsFinite(result.AsDouble());
        return isFinite ? (result, null) : (default, "the result is not a finite number (a division by zero, or too large)");
    }

    private static float ToFloat(Value value) => value.Kind switch
    {
        ValueKind.Float => value.AsFloat(),
        ValueKind.BigInteger => (float)value.AsBigInteger(),
        _ => value.AsLong(),
    };

    private static double ToDouble(Value value) => Conversions.TryToDouble(value, out var number) ? number : double.NaN;

    private static decimal ToDecimal(Value value) => value.Kind switch
    {
        ValueKind.Decimal => value.AsDecimal(),
        ValueKind.Double => (decimal)value.AsDouble(),
        ValueKind.Float => (decimal)value.AsFloat(),
        ValueKind.BigInteger => (decimal)value.AsBigInteger(),
        _ => value.AsLong(),
    };

    private static bool TryToDecimal(Value value, out decimal number)
    {
        try
        {
            number = ToDecimal(value);
            return true;
        }
        catch (OverflowException)
        {
            number = 0;
            return false;
        }
    }
}
