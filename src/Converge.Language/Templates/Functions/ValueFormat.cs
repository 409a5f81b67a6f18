using System.Globalization;
using Converge.Language.Templates.Runtime;
using Converge.Language.Values;

namespace Converge.Language.Templates.Functions;

/// <summary>What <c>math.format</c> and <c>object.format</c> share: .NET format strings, always in the invariant culture.</summary>
internal static class ValueFormat
{
    /// <summary>The value by the format in the second argument.</summary>
    public static Value Format(in Call call)
    {
        ExpectInvariant(call, 2);
        if (call[0].IsNull)
            return Value.EmptyString;
        var format = call.TextOrEmpty(1);
        var value = Formattable(call[0])
            ?? throw call.Error(0, $"{call.Quote(0)} of type {Conversions.TypeName(call[0])} has no formats");
        // A standard format may ask for any number of digits; a custom one makes a few characters of each of its own.
        call.Reserve(Math.Max(Digits(format) * 2, format.Length * 12L));
        try
        {
            return Value.From(value.ToString(format, CultureInfo.InvariantCulture));
        }
        catch (FormatException)
        {
            throw call.Error(1, $"{call.Quote(1)} is no format of type {Conversions.TypeName(call[0])}");
        }
    }

    /// <summary>There is one culture; a culture argument may only say so.</summary>
    public static void ExpectInvariant(in Call call, int index)
    {
        if (call.TextOrEmpty(index).Length > 0)
            throw call.Error(index, $"the culture {call.Quote(index)} is not available", "leave it out: the culture is always the invariant one");
    }

    private static long Digits(string format) =>
        format.Length > 1 && long.TryParse(format.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits : 0;

    private static IFormattable? Formattable(Value value) => value.Kind switch
    {
        ValueKind.Int => value.AsInt(),
        ValueKind.Long => value.AsLong(),
        ValueKind.BigInteger => value.AsBigInteger(),
        ValueKind.Float => value.AsFloat(),
        ValueKind.Double => value.AsDouble(),
        ValueKind.Decimal => value.AsDecimal(),
        ValueKind.Date => value.AsDate(),
        ValueKind.TimeSpan => value.AsTimeSpan(),
        _ => null,
    };
}
