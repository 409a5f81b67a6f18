using System.Buffers;
using System.Globalization;

namespace Converge.Language.Values;

/// <summary>Sizes as people write them: <c>512M</c>, <c>1.5G</c>, <c>4GiB</c>, <c>100</c>. Units count in steps of 1024, with or without <c>B</c> or <c>iB</c>.</summary>
public static class ByteSize
{
    public const string Form = "a size such as 512M or 4G";

    private const string Units = "KMGTPE";
    private const int BitsPerUnit = 10;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        var digits = text.IndexOfAnyExcept(NumberCharacters);
        var number = digits < 0 ? text : text[..digits];
        if (number is [] or ['.', ..] or [.., '.'] || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            return false;
        if (!TryParseUnit(text[number.Length..], out var shift) || count > (decimal)(long.MaxValue >> shift))
            return false;
        bytes = (long)(count * (1L << shift));
        return shift > 0 || !number.Contains('.');
    }

    /// <summary>With the largest unit that keeps it a whole number.</summary>
    public static string Print(long bytes)
    {
        var unit = 0;
        for (; unit < Units.Length && bytes != 0 && bytes % 1024 == 0; unit++)
            bytes /= 1024;
        return unit == 0 ? bytes.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{bytes}{Units[unit - 1]}");
    }

    private static bool TryParseUnit(ReadOnlySpan<char> unit, out int shift)
    {
        shift = 0;
        if (unit is [] or "B")
            return true;
        shift = (Units.IndexOf(char.ToUpperInvariant(unit[0]), StringComparison.Ordinal) + 1) * BitsPerUnit;
        return shift > 0 && unit[1..] is [] or "B" or "iB";
    }
}
