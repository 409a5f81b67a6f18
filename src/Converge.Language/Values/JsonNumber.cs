using System.Globalization;
using System.Numerics;

namespace Converge.Language.Values;

/// <summary>The numbers of JSON that are not small integers: without loss where a kind of number allows it.</summary>
internal static class JsonNumber
{
    // As many digits as the largest integer of the language may have, give or take.
    private const int Longest = 1234;

    // A number of this length without exponent has at most 28 digits, which a decimal holds as they are.
    private const int LongestPlainDecimal = 29;

    /// <param name="digits">In the form that JSON allows.</param>
    /// <returns>The number; null if there is a problem with it.</returns>
    public static Value Read(string digits, out string? problem)
    {
        problem = null;
        if (digits.Length > Longest)
        {
            problem = $"a JSON number is longer than {Longest} characters";
            return Value.Null;
        }
        if (digits.AsSpan().IndexOfAny('e', 'E', '.') < 0)
            return Value.From(BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        if (decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && IsExact(digits, number))
            return Value.From(number);
        var approximation = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsFinite(approximation))
            return Value.From(approximation);
        problem = "a JSON number is out of range";
        return Value.Null;
    }

    private static bool IsExact(string digits, decimal number)
    {
        if (digits.Length <= LongestPlainDecimal && digits.AsSpan().IndexOfAny('e', 'E') < 0)
            return true;
        return Significant(digits) == Significant(number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The digits between leading and trailing zeros, and the power of ten that the last of them counts.</summary>
    private static (string Digits, long Power) Significant(string number)
    {
        var exponent = number.AsSpan().IndexOfAny('e', 'E');
        var mantissa = exponent < 0 ? number : number[..exponent];
        long power = 0;
        if (exponent >= 0 && !long.TryParse(number.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power))
            power = long.MinValue / 2;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('-').TrimStart('0');
        var significant = digits.TrimEnd('0');
        if (significant.Length == 0)
            return ("", 0);
        var fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        return (significant, power - fraction + digits.Length - significant.Length);
    }
}
