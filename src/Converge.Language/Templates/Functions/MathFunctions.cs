using System.Numerics;
using Converge.Language.Templates.Runtime;
using Converge.Language.Templates.Syntax;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>Numbers.</summary>
internal static class MathFunctions
{
    public static readonly ScriptObject Group = Builtins.Members(
        new("math", "abs", "value", Abs),
        new("math", "ceil", "value", Ceil),
        new("math", "divided_by", "value divisor", DividedBy),
        new("math", "floor", "value", Floor),
        new("math", "format", "value format culture?", Format),
        new("math", "is_number", "value", IsNumber),
        new("math", "minus", "value with", Minus),
        new("math", "modulo", "value with", Modulo),
        new("math", "plus", "value with", Plus),
        new("math", "random", "minValue maxValue", RandomInteger),
        new("math", "round", "value precision?", Round),
        new("math", "times", "value with", Times),
        new("math", "uuid", "", Uuid));

    /// <summary>The number without its sign, in its own type; null stays null.</summary>
    /// <example><![CDATA[
    /// {{ -5 | math.abs }} -> 5
    /// {{ -15.5 | math.abs }} -> 15.5
    /// ]]></example>
    private static Value Abs(in Call call)
    {
        var value = call[0];
        return value.Kind switch
        {
            ValueKind.Null => Value.Null,
            ValueKind.Int => Value.From(Math.Abs((long)value.AsInt())),
            ValueKind.Long or ValueKind.BigInteger => Value.From(BigInteger.Abs(value.AsBigInteger())),
            ValueKind.Float => Value.From(Math.Abs(value.AsFloat())),
            ValueKind.Double => Value.From(Math.Abs(value.AsDouble())),
            ValueKind.Decimal => Value.From(Math.Abs(value.AsDecimal())),
            _ => throw ExpectsNumber(call, 0),
        };
    }

    /// <summary>The smallest whole number that is not less.</summary>
    /// <example><![CDATA[
    /// {{ 4.2 | math.ceil }} -> 5
    /// {{ -4.2 | math.ceil }} -> -4
    /// ]]></example>
    private static Value Ceil(in Call call) => Finite(call, Math.Ceiling(call.Double(0)));

    /// <summary>The largest whole number that is not greater.</summary>
    /// <example><![CDATA[
    /// {{ 4.8 | math.floor }} -> 4
    /// {{ -4.2 | math.floor }} -> -5
    /// ]]></example>
    private static Value Floor(in Call call) => Finite(call, Math.Floor(call.Double(0)));

    /// <summary>The number with so many digits after the point (none unless told, at most 15); halves go to the even neighbour.</summary>
    /// <example><![CDATA[
    /// {{ 4.5612 | math.round 2 }} -> 4.56
    /// {{ 2.5 | math.round }} -> 2
    /// {{ 3.5 | math.round }} -> 4
    /// ]]></example>
    private static Value Round(in Call call)
    {
        const int MostDigits = 15;
        var precision = call.Int(1, ifMissing: 0);
        return precision is >= 0 and <= MostDigits
            ? Finite(call, Math.Round(call.Double(0), precision))
            : throw call.Error(1, $"the precision must be from 0 to {MostDigits}, not {call.Quote(1)}");
    }

    // Adding zero turns -0 into 0, which is what everybody wants to read.
    private static Value Finite(in Call call, double result) =>
        double.IsFinite(result) ? Value.From(result + 0.0) : throw call.Error(0, $"{call.Quote(0)} is too large for '{call.Function.Name}'");

    /// <summary>The quotient, rounded down to a whole number if the divisor is an integer.</summary>
    /// <example><![CDATA[
    /// {{ 8.4 | math.divided_by 2 }} -> 4
    /// {{ -7 | math.divided_by 2 }} -> -4
    /// {{ 7 | math.divided_by 2.0 }} -> 3.5
    /// ]]></example>
    private static Value DividedBy(in Call call)
    {
        var (value, divisor) = (call[0], call[1]);
        if (divisor.IsInteger && divisor.AsBigInteger().IsZero && value.IsNumber)
            throw call.Error(1, "division by zero");
        if (value.IsInteger && divisor.IsInteger)
            return Value.From(FloorDivide(value.AsBigInteger(), divisor.AsBigInteger()));
        var quotient = Operate(call, BinaryOperator.Divide);
        if (!divisor.IsInteger)
            return quotient;
        return quotient.Kind switch
        {
            ValueKind.Float => Value.From(new BigInteger(Math.Floor(quotient.AsFloat()))),
            ValueKind.Double => Value.From(new BigInteger(Math.Floor(quotient.AsDouble()))),
            ValueKind.Decimal => Value.From(new BigInteger(Math.Floor(quotient.AsDecimal()))),
            _ => quotient,
        };
    }

    private static BigInteger FloorDivide(BigInteger value, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var remainder);
        return remainder.IsZero || remainder.Sign == divisor.Sign ? quotient : quotient - 1;
    }

    /// <summary>The difference; as the operator <c>-</c>.</summary>
    /// <example><![CDATA[{{ 255 | math.minus 5 }} -> 250]]></example>
    private static Value Minus(in Call call) => Operate(call, BinaryOperator.Subtract);

    /// <summary>The sum, or the texts joined; as the operator <c>+</c>.</summary>
    /// <example><![CDATA[{{ 1 | math.plus 2 }} -> 3]]></example>
    private static Value Plus(in Call call) => Operate(call, BinaryOperator.Add);

    /// <summary>The product; as the operator <c>*</c>.</summary>
    /// <example><![CDATA[{{ 2 | math.times 1.5 }} -> 3]]></example>
    private static Value Times(in Call call) => Operate(call, BinaryOperator.Multiply);

    /// <summary>The remainder, with the sign of the dividend; as the operator <c>%</c>.</summary>
    /// <example><![CDATA[{{ 11 | math.modulo 10 }} -> 1]]></example>
    private static Value Modulo(in Call call) => Operate(call, BinaryOperator.Modulo);

    private static Value Operate(in Call call, BinaryOperator operation) => call.Interpreter.Operate(operation, call[0], call[1], call.Site);

    /// <summary>Whether the value is a number; a text of digits is not.</summary>
    /// <example><![CDATA[
    /// {{ 255 | math.is_number }} -> true
    /// {{ "255" | math.is_number }} -> false
    /// ]]></example>
    private static Value IsNumber(in Call call) => Value.From(call[0].IsNumber);

    /// <summary>The number by a .NET format string; an empty text for null.</summary>
    /// <example><![CDATA[
    /// {{ 4.2435 | math.format "0.##" }} -> 4.24
    /// {{ 7 | math.format "D3" }} -> 007
    /// ]]></example>
    private static Value Format(in Call call) =>
        call[0].IsNull || call[0].IsNumber ? ValueFormat.Format(call) : throw ExpectsNumber(call, 0);

    /// <summary>
    /// An integer from the first number up to, but not including, the second. It looks random, but follows from the seed of
    /// the run and from how often it was asked before; an error without a seed.
    /// </summary>
    /// <example><![CDATA[{{ x = math.random 1 7; x >= 1 && x <= 6 }} -> true]]></example>
    private static Value RandomInteger(in Call call)
    {
        var (least, limit) = (call.Int(0), call.Int(1));
        if (least > limit)
            throw call.Error(1, $"{call.Quote(1)} is less than {call.Quote(0)}");
        return Value.From(Seeded(call).Next(least, limit));
    }

    /// <summary>A version 4 UUID. It looks random, but follows from the seed of the run; an error without a seed.</summary>
    /// <example><![CDATA[{{ math.uuid | string.size }} -> 36]]></example>
    private static Value Uuid(in Call call)
    {
        const int VersionAt = 6;
        const int VariantAt = 8;
        Span<byte> bytes = stackalloc byte[16];
        Seeded(call).NextBytes(bytes);
        bytes[VersionAt] = (byte)(0x40 | (bytes[VersionAt] & 0x0F));
        bytes[VariantAt] = (byte)(0x80 | (bytes[VariantAt] & 0x3F));
        return Value.From(new Guid(bytes, bigEndian: true).ToString());
    }

    private static Random Seeded(in Call call) =>
        call.Interpreter.Random ?? throw call.Error($"'{call.Function.Name}' is not available: this render is not given a seed");

    private static TemplateException ExpectsNumber(in Call call, int index) =>
        call.Error(index, $"'{call.Function.Name}' needs a number, not the {Conversions.TypeName(call[index])} {call.Quote(index)}");
}
