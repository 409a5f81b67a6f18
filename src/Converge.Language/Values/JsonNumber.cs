using System.Globalization;
using System.Numerics;

namespace Converge.Language.Values;

/// <summary>The numbers of JSON that are not small integers: without loss where a kind of number allows it.</summary>
internal static class JsonNumber
{
    // As many digits as the largest integer of the language may have, give or take.
    private const int Longest = 1234;

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
        var number = ExactNumber.Parse(digits);
        if (number.Kind == ValueKind.Decimal || double.IsFinite(number.AsDouble()))
            return number;
        problem = "a JSON number is out of range";
        return Value.Null;
    }
}
