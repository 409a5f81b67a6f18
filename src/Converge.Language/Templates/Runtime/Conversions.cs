using System.Globalization;
using System.Numerics;
using Converge.Language.Values;

namespace Converge.Language.Templates.Runtime;

/// <summary>Conversions of arguments to the type that a builtin function declares.</summary>
internal static class Conversions
{
    public static bool TryToInt(Value value, out int result)
    {
        result = 0;
        return value.Kind switch
        {
            ValueKind.Null => true,
            ValueKind.Int => Set(value.AsInt(), out result),
            ValueKind.Bool => Set(value.AsBool() ? 1 : 0, out result),
            ValueKind.Float or ValueKind.Double or ValueKind.Decimal => TryRound(value, out result),
            ValueKind.String or ValueKind.Secret =>
                int.TryParse(value.RevealText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out result),
            _ => false,
        };
    }

    public static bool TryToDouble(Value value, out double result)
    {
        result = value.Kind switch
        {
            ValueKind.Null => 0,
            ValueKind.Bool => value.AsBool() ? 1 : 0,
            ValueKind.Int => value.AsInt(),
            ValueKind.Long => value.AsLong(),
            ValueKind.BigInteger => (double)value.AsBigInteger(),
            ValueKind.Float => value.AsFloat(),
            ValueKind.Double => value.AsDouble(),
            ValueKind.Decimal => (double)value.AsDecimal(),
            _ => double.NaN,
        };
        return value.Kind is ValueKind.Null or ValueKind.Bool || value.IsNumber;
    }

    /// <summary>Any array or range, the characters of a string, the pairs of an object; null for everything else.</summary>
    public static ScriptList? ToList(Value value) => value.Kind switch
    {
        ValueKind.Array or ValueKind.Range => value.As<ScriptList>(),
        ValueKind.String or ValueKind.Secret => ScriptRange.Lazy(Characters(value)),
        ValueKind.Object => ScriptRange.Lazy(Pairs(value.AsObject())),
        ValueKind.Empty => new ScriptArray(),
        _ => null,
    };

    /// <summary>The name of a value's type in messages.</summary>
    public static string TypeName(Value value) => value.Kind switch
    {
        ValueKind.Null => "value",
        ValueKind.BigInteger => "bigint",
        ValueKind.Secret => "string",
        ValueKind.TimeSpan => "time span",
        _ => value.Kind.ToString().ToLowerInvariant(),
    };

    private static IEnumerable<Value> Characters(Value value)
    {
        var text = value.RevealText();
        foreach (var character in text)
            yield return Value.Text(character.ToString(), value.IsSecret);
    }

    private static IEnumerable<Value> Pairs(ScriptObject members)
    {
        for (var position = 0; position < members.Count; position++)
        {
            yield return Value.From(new ScriptObject(2)
            {
                { "key", Value.From(members.Keys[position]) },
                { "value", members.Values[position] },
            });
        }
    }

    private static bool Set(int number, out int result)
    {
        result = number;
        return true;
    }

    private static bool TryRound(Value value, out int result)
    {
        var rounded = value.Kind == ValueKind.Decimal
            ? (double)Math.Round(value.AsDecimal(), MidpointRounding.ToEven)
            : Math.Round(value.Kind == ValueKind.Float ? value.AsFloat() : value.AsDouble(), MidpointRounding.ToEven);
        var fits = rounded is >= int.MinValue and <= int.MaxValue;
        result = fits ? (int)rounded : 0;
        return fits;
    }

    /// <summary>The number as an integer of any size, if it is one.</summary>
    public static bool TryToBigInteger(Value value, out BigInteger result)
    {
        result = value.IsInteger ? value.AsBigInteger() : default;
        return value.IsInteger;
    }
}
