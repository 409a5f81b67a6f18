using System.Globalization;

namespace Converge.Language.Values;

/// <summary>Numbers with a fraction or an exponent, as data formats write them: decimal if that is exact, else double.</summary>
internal static class ExactNumber
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <param name="text">Known to be a number.</param>
    public static Value Parse(ReadOnlySpan<char> text)
    {
        if (decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) && IsExact(text, number))
            return Value.From(number);
        return Value.From(double.Parse(text, Style, CultureInfo.InvariantCulture));
    }

    /// <summary>Whether no digit was rounded away. The exponent needs no look: a decimal that had to change it has other digits.</summary>
    private static bool IsExact(ReadOnlySpan<char> text, decimal number)
    {
        const int LongestDecimal = 32;
        Span<char> digits = stackalloc char[LongestDecimal];
        if (!Significant(text, digits, out var length))
            return false;
        Span<char> printed = stackalloc char[LongestDecimal];
        number.TryFormat(printed, out var written, default, CultureInfo.InvariantCulture);
        Span<char> kept = stackalloc char[LongestDecimal];
        return Significant(printed[..written], kept, out var keptLength) && digits[..length].SequenceEqual(kept[..keptLength]);
    }

    /// <summary>The digits between the first and the last that is not zero; false if they are more than any decimal has.</summary>
    private static bool Significant(ReadOnlySpan<char> text, Span<char> digits, out int length)
    {
        length = 0;
        var zeros = 0;
        foreach (var character in text)
        {
            if (character is 'e' or 'E')
                break;
            if (!char.IsAsciiDigit(character))
                continue;
            if (character == '0')
            {
                zeros += length == 0 ? 0 : 1;
                continue;
            }
            if (length + zeros + 1 > digits.Length)
                return false;
            digits.Slice(length, zeros).Fill('0');
            length += zeros;
            zeros = 0;
            digits[length++] = character;
        }
        return true;
    }
}
