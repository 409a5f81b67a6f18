using System.Globalization;
using System.Numerics;
using Converge.Language.Values;

namespace Converge.Language.Templates.Syntax;

/// <summary>What a number in the source means.</summary>
internal static class NumberLiteral
{
    /// <summary>No decimal number of so many digits has more than <see cref="MostBits"/>.</summary>
    public const int MostDigits = 1233;

    private const int MostBits = 4096;

    /// <returns>The value, or what is wrong with it.</returns>
    public static (Value Value, string? Problem) Parse(ReadOnlySpan<char> text)
    {
        const int DigitsOfInt = 9;
        if (text.Length > DigitsOfInt)
            return ParseOther(text);
        var number = 0;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit))
                return ParseOther(text);
            number = number * 10 + (digit - '0');
        }
        return (Value.From(number), null);
    }

    private static (Value Value, string? Problem) ParseOther(ReadOnlySpan<char> text)
    {
        if (text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'X')
            return ParseHexadecimal(text[2..]);
        if (text.Length > 2 && text[0] == '0' && text[1] is 'b' or 'B')
            return ParseBinary(text[2..]);
        if (text.Length == 2 && text[0] == '0' && text[1] is 'x' or 'X' or 'b' or 'B')
            return (default, "digits are missing");
        return ParseDecimal(text);
    }

    private static (Value Value, string? Problem) ParseDecimal(ReadOnlySpan<char> text) =>
        text.Length < 10 && !text.ContainsAnyExceptInRange('0', '9')
            ? (Value.From(int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)), null)
            : ParseLongDecimal(text);

    // On its own: it loads what all kinds of numbers are made of, and nearly all numbers are short.
    private static (Value Value, string? Problem) ParseLongDecimal(ReadOnlySpan<char> text)
    {
        var suffix = char.ToLowerInvariant(text[^1]);
        var digits = char.IsAsciiLetter(suffix) ? text[..^1] : text;
        var exponent = digits.IndexOfAny('e', 'E');
        var isFraction = digits.Contains('.') || (exponent >= 0 && digits[exponent + 1] == '-');
        if (digits.Contains('_'))
        {
            if (isFraction)
                return (default, "a number with a fraction cannot contain '_'");
            digits = digits.ToString().Replace("_", "", StringComparison.Ordinal);
        }
        return suffix switch
        {
            'f' => float.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var single) && float.IsFinite(single)
                ? (Value.From(single), null)
                : TooLarge,
            'm' => decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? (Value.From(exact), null) : TooLarge,
            'd' => ParseDouble(digits),
            _ => isFraction ? ParseDouble(digits) : ParseInteger(digits),
        };
    }

    private static (Value, string?) TooLarge => (default, "the number is too large");

    private static (Value Value, string? Problem) ParseDouble(ReadOnlySpan<char> digits) =>
        double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? (Value.From(number), null)
            : TooLarge;

    private static (Value Value, string? Problem) ParseInteger(ReadOnlySpan<char> digits)
    {
        var mark = digits.IndexOfAny('e', 'E');
        var power = 0;
        if (mark >= 0 && !int.TryParse(digits[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power))
            return TooLarge;
        var mantissa = mark >= 0 ? digits[..mark] : digits;
        if (power > MostDigits || mantissa.Length + power > MostDigits)
            return TooLarge;
        return (Value.From(BigInteger.Parse(mantissa, NumberStyles.None, CultureInfo.InvariantCulture) * BigInteger.Pow(10, power)), null);
    }

    private static (Value Value, string? Problem) ParseHexadecimal(ReadOnlySpan<char> text)
    {
        var isUnsigned = text[^1] is 'u' or 'U';
        var digits = Digits(isUnsigned ? text[..^1] : text);
        if (digits.Length == 0)
            return (default, "digits are missing");
        if (digits.Length > MostDigits)
            return TooLarge;
        var number = BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return number.GetBitLength() > MostBits ? TooLarge : (Reinterpret(number, isUnsigned), null);
    }

    private static (Value Value, string? Problem) ParseBinary(ReadOnlySpan<char> text)
    {
        var suffix = char.ToLowerInvariant(text[^1]);
        var digits = Digits(char.IsAsciiLetter(suffix) ? text[..^1] : text);
        if (digits.Length is 0 or > MostBits)
            return digits.Length == 0 ? (default, "digits are missing") : TooLarge;
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
            return (Reinterpret(BigInteger.Parse("0" + digits, NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture), suffix == 'u'), null);
        double number = 0, weight = 1;
        foreach (var digit in digits[..point])
            number = number * 2 + (digit - '0');
        foreach (var digit in digits[(point + 1)..])
            number += (digit - '0') * (weight /= 2);
        if (!double.IsFinite(number) || (suffix == 'f' && !float.IsFinite((float)number)))
            return TooLarge;
        return (suffix == 'f' ? Value.From((float)number) : Value.From(number), null);
    }

    private static string Digits(ReadOnlySpan<char> text) => text.ToString().Replace("_", "", StringComparison.Ordinal);

    /// <summary>Up to 32 bits are an int, up to 64 a long, with the sign in the highest bit.</summary>
    private static Value Reinterpret(BigInteger number, bool isUnsigned)
    {
        if (isUnsigned)
            return Value.From(number);
        if (number <= uint.MaxValue)
            return Value.From(unchecked((int)(uint)number));
        return number <= ulong.MaxValue ? Value.From(unchecked((long)(ulong)number)) : Value.From(number);
    }
}
